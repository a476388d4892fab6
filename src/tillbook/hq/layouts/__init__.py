"""H10. Screen layouts, button grids and the operations that may stand in them."""
