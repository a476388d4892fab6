"""Commerce Data Exchange: carries every write up and every result down. Knows no customer."""
