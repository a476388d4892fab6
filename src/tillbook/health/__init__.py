"""Node health: how every node stands, what deserves a look, and why a record is where it is."""
