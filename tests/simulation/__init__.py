"""The exchange as a whole under faults, in virtual time, without a database."""
