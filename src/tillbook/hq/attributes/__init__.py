"""Attributes at headquarters: their controls, and how a till will show them."""
