"""Identifiers minted where a thing is made: time-ordered UUIDs (RFC 9562, version 7)."""

import secrets
import uuid

from tillbook.foundation import clock


def uuid7(milliseconds: int, randomness: bytes) -> uuid.UUID:
    """Build a version 7 UUID from a time in milliseconds and ten random bytes."""
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness[:10], "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return uuid.UUID(int=value | 0x7 << 76 | 0x2 << 62)


def new_id() -> uuid.UUID:
    """Mint an identifier. It is final from its first second and never re-used."""
    return uuid7(clock.milliseconds(), secrets.token_bytes(10))
