"""The law of the scheduler, in plain Python."""
