"""Tests of the HTTP API on real nodes with real databases."""
