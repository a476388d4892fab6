"""The exchange as a whole under faults, without a database."""
