"""The counters that a node's log starts with."""

import secrets

from tillbook.nodes.identity import Identity
from tillbook.nodes.models import LocalState

GENESIS = "0" * 64


def begin(identity: Identity) -> None:
    """Start the counters of a new node; an interrupted start is taken up where it was."""
    LocalState.objects.get_or_create(
        defaults={
            "node": identity.id,
            "database": identity.database,
            "incarnation": secrets.token_hex(8),
            "chain": GENESIS,
        }
    )
