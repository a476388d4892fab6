"""The distribution schedule, its sessions and the customer filter."""
