"""How an associate fares, in figures: taps, keys, milliseconds, bytes; `make ux` prints them."""
