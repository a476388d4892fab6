"""Whom people mean by what they type."""
