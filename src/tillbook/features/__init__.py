"""Feature management: what can be switched on and off for the whole chain."""
