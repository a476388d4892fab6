"""Configuration that travels between installations."""
