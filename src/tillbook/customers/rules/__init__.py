"""The law of customers in plain Python: no Django, no clock, no input or output."""
