"""Template filters of the shared screens."""
