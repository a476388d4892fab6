"""Commerce parameters: what holds for the whole chain."""
