"""Who this node is, who its parent is, and the keys it holds."""
