"""The way of an operation: minted, submitted, kept, sent up, decided at headquarters."""
