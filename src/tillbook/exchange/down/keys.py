"""Group keys, as far as this node holds them."""

import secrets

from tillbook.exchange.core import containers
from tillbook.exchange.core.containers import Sealing
from tillbook.exchange.core.errors import MissingKey
from tillbook.exchange.models import GroupKey


def sealing(group: str) -> Sealing:
    """Return what the next package or part of a snapshot is encrypted with."""
    key = GroupKey.objects.filter(group=group).latest("made_at")
    nonce = secrets.token_bytes(containers.NONCE_BYTES)
    return Sealing(key_id=bytes.fromhex(key.id), key=bytes(key.key), nonce=nonce)


def key_for(content: bytes) -> bytes:
    """Return the key that opens published bytes.

    Raises BadPackage, or MissingKey while the key was not delivered.
    """
    row = GroupKey.objects.filter(id=containers.key_id_of(content).hex()).first()
    if row is None:
        raise MissingKey(
            "A package is encrypted with a key that this node does not hold yet.",
            remedy="The key comes with the next contact; nothing was lost.",
        )
    return bytes(row.key)
