"""Switches on real nodes."""
