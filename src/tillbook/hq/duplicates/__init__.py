"""Customers who may be one: the queue, the comparison, the merge and its undo."""
