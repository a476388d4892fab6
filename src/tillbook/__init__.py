"""Tillbook: the customer book at every till."""

__version__ = "0.1.0"
