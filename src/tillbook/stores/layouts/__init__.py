"""Screen layouts, the button grids that stand in them, and which operations people may use."""
