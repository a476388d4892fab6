"""How many threads may wait for the parent at one time: a slow parent must not hold up the till."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: At most half of the request threads may wait for a parent at one time.
MAX_WAITING = 4
#: So many of them with a question; the others are left to whoever saves.
MAX_ASKING = 3
#: How long a question waits for another to be answered. Seconds.
ASKING_S = 0.1
_waiting = threading.BoundedSemaphore(MAX_WAITING)
_asking = threading.BoundedSemaphore(MAX_ASKING)


@contextmanager
def a_place_to_wait() -> Iterator[bool]:
    """Take a place for a write that waits for headquarters; false when all are taken."""
    with _place(_waiting, wait_s=0) as placed:
        yield placed


@contextmanager
def a_place_to_ask() -> Iterator[bool]:
    """Take a place for a question; false when too many are being asked."""
    with _place(_asking, wait_s=ASKING_S) as asking:
        if not asking:
            yield False
            return
        with _place(_waiting, wait_s=0) as placed:
            yield placed


@contextmanager
def _place(places: threading.BoundedSemaphore, *, wait_s: float) -> Iterator[bool]:
    placed = places.acquire(timeout=wait_s) if wait_s else places.acquire(blocking=False)
    try:
        yield placed
    finally:
        if placed:
            places.release()
