"""What the screens of every audience share: the customer form, words, shown documents."""
