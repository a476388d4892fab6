"""The one place that reads the machine's clocks. Every time is aware and UTC."""

import time
import uuid
from datetime import UTC, datetime

#: Distinguishes two boots of one program: monotonic times compare only within one.
BOOT_ID = uuid.uuid4().hex[:16]


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def milliseconds() -> int:
    """Return the wall clock in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    """Return milliseconds that never run backwards within one boot."""
    return time.monotonic_ns() // 1_000_000


def from_milliseconds(value: int) -> datetime:
    """Turn milliseconds since 1970 into an aware UTC time."""
    return datetime.fromtimestamp(value / 1000, UTC)
