"""Tests of real processes: started, stopped and killed as they are in a shop."""
