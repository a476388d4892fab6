"""The verbs of features."""
