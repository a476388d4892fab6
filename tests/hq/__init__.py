"""The back office through Django's client, on a whole network."""
