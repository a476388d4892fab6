"""The law of staff, in plain Python."""
