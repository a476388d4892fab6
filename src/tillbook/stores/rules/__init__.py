"""The law of places and number sequences, plain Python."""
