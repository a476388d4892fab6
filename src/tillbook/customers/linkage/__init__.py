"""Record linkage: which of all customers may be the same person, how likely, and why."""
