"""Headquarters' back office: our pages and Django's admin in one shell. Served by one role only."""
