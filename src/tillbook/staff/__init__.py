"""Associates, their roles, and how they sign in; tokens of programs."""
