"""Promises about the source itself: sizes, writers, declared fields."""
