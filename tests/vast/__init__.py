"""Runs that ask for millions of customers; only by `make vast`."""
