"""Consent at headquarters: the ledger, the proof of an answer, purposes and their wordings."""
