"""Finds every page by itself, and looks at each in a language that nobody speaks."""
