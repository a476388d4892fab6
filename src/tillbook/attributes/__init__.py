"""Customer attributes: fields that headquarters adds without code, their types and their groups."""
