"""The distribution schedule: which jobs carry what to whom, and when."""
