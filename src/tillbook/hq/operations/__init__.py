"""Customer synchronization status: what stores asked for, what became of it, and its repair."""
