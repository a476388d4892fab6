"""The pure core of the exchange."""
