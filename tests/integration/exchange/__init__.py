"""The exchange over real databases, with faults in memory."""
