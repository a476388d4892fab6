"""What every chain starts with: the jobs by their documented numbers, and the tables they carry."""
