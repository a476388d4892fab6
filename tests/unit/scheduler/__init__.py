"""The law of the scheduler."""
