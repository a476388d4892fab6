"""The HTTP API that every node serves under /api/v1."""
