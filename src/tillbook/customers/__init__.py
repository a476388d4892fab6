"""Customers: the reason for the product."""
