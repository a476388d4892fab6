"""Attributes over real databases, from headquarters to every till and back."""
