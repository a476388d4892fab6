"""What the screens of every audience share."""
