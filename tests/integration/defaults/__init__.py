"""What stores hand down, over the whole chain."""
