"""The acceptance rules, and which tests prove them."""
