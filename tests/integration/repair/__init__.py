"""Repairing what headquarters refused, over real databases, with faults in memory."""
