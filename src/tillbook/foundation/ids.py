"""Identifiers minted where a thing is made: time-ordered UUIDs (RFC 9562, version 7)."""

import hashlib
import secrets
import threading
import uuid

from tillbook.foundation import clock


def uuid7(milliseconds: int, randomness: bytes) -> uuid.UUID:
    """Build a version 7 UUID from a time in milliseconds and ten random bytes."""
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness[:10], "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return uuid.UUID(int=value | 0x7 << 76 | 0x2 << 62)


class _Series:
    """Milliseconds with a counter in them, so that ids of one process ascend (RFC 9562, 6.2)."""

    _LARGEST = (1 << 12) - 1

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._last = (0, 0)

    def next(self, milliseconds: int) -> tuple[int, int]:
        """Return what is larger than anything before, at this time if the clock allows it."""
        with self._guard:
            before, count = self._last
            if milliseconds > before:
                # The upper half stays free for what follows within the millisecond.
                self._last = (milliseconds, secrets.randbits(11))
            elif count < self._LARGEST:
                self._last = (before, count + 1)
            else:
                self._last = (before + 1, 0)
            return self._last


_series = _Series()


def new_id() -> uuid.UUID:
    """Mint an identifier. It is final from its first second and never re-used.

    Identifiers of one process ascend, so that the order of ids is the order of age.
    """
    milliseconds, count = _series.next(clock.milliseconds())
    return uuid7(milliseconds, count.to_bytes(2, "big") + secrets.token_bytes(8))


def derived(id: uuid.UUID, of: bytes) -> uuid.UUID:
    """Work out another identifier of the same age and rank: the same wherever it is worked out."""
    upper = id.int >> 64
    lower = int.from_bytes(hashlib.sha256(id.bytes + of).digest()[:8], "big") & ~(0x3 << 62)
    return uuid.UUID(int=upper << 64 | 0x2 << 62 | lower)


def is_id(text: str) -> bool:
    """Tell whether a text is an identifier, written as identifiers are stored."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
