"""What a node keeps: the chained log of operations, headquarters' images, and what it shows."""
