"""Group keys, as far as this node holds them."""

from tillbook.exchange.core.errors import MissingKey
from tillbook.exchange.models import GroupKey


def newest(group: str) -> GroupKey:
    """Return the key that new packages of a group are encrypted with."""
    return GroupKey.objects.filter(group=group).latest("made_at")


def key_for(key_id: bytes) -> bytes:
    """Return the key that a package names. Raises MissingKey while it was not delivered."""
    row = GroupKey.objects.filter(id=key_id.hex()).first()
    if row is None:
        raise MissingKey(
            "A package is encrypted with a key that this node does not hold yet.",
            remedy="The key comes with the next contact; nothing was lost.",
        )
    return bytes(row.key)
