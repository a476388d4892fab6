"""Contacts and consent between real nodes."""
