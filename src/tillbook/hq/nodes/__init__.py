"""Node health: who takes part, when it was last heard, and codes for new devices."""
