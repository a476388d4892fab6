"""The law of sales, plain Python."""
