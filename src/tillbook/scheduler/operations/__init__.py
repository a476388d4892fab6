"""The verbs of the scheduler."""
