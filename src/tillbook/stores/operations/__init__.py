"""The verbs of stores."""
