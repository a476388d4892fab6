"""What is kept of a badge: a hash that is slow to make, salted by the chain. The badge's id itself is not."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

#: Fewer characters are no badge; more are some other code.
SHORTEST, LONGEST = 4, 64
#: Of one person.
MOST = 10


def read_badge(typed: str) -> str:
    """Return a badge's id as it counts, however the reader writes it; empty where it is none."""
    plain = "".join(sign for sign in typed if sign.isalnum()).upper()
    return plain if SHORTEST <= len(plain) <= LONGEST else ""


def hash_badge(badge: str, *, headquarters: UUID) -> str:
    """Return what is kept of a badge (scrypt, hex): the same at every node of a chain, and only there."""
    salt = b"tillbook.badge" + headquarters.bytes
    return hashlib.scrypt(badge.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def are_badges(value: object) -> bool:
    """Tell whether this is a list of badges as they travel: id, name and hash of each."""
    if not isinstance(value, list) or len(value) > MOST:
        return False
    return all(
        isinstance(one, dict)
        and set(one) == {"id", "name", "hash"}
        and all(isinstance(part, str) and 0 < len(part) <= LONGEST for part in one.values())
        for one in value
    )


def hashes(badges: Iterable[dict[str, str]]) -> set[str]:
    """Return the hashes of badges."""
    return {badge["hash"] for badge in badges}
