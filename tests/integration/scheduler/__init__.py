"""The distribution schedule on real nodes: exclusion, jobs, sessions."""
