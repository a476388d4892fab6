"""Node health and the reasons why: on the cast, with real databases."""
