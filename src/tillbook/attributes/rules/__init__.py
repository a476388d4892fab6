"""The law of attributes, in plain Python."""
