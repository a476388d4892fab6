"""Plain Python by itself: no database, no network, no clock."""
