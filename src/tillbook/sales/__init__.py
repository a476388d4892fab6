"""Sales at a till: open, suspended, completed, voided."""
