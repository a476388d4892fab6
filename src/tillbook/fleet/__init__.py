"""The nodes of a chain: how a device joins, keeps in contact, runs, and says how it stands."""
