"""The engine and the capabilities on real databases."""
