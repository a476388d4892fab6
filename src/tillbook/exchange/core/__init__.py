"""The exchange as law: formats and decisions without Django, clock, randomness or I/O."""
