"""Tills without a database of their own: browsers that a store server serves as registers."""
