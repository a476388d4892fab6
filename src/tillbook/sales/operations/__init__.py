"""The verbs on a sale, the only writers of its tables."""
