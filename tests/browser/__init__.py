"""The screens in a real browser, against a real chain of processes."""
