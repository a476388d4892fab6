"""How many uploads a parent takes at one time. Whoever comes too many is told when to come back."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tillbook.exchange.errors import ExchangeError

#: Half of the request threads: saves that somebody waits for, heads and packages have the others.
PLACES = 4
_LONGEST_S = 30


class Overloaded(ExchangeError):
    """The parent takes as many uploads as it can."""

    code = "exchange.overloaded"

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__("This node has too much to do.", remedy="It is tried again by itself.")
        self.retry_after_s = retry_after_s


@dataclass(slots=True)
class Intake:
    """Places for uploads, and how long they are taken."""

    _places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(PLACES)
    )
    #: Seconds that the last upload took.
    _last_s: float = 0.0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place. Raises Overloaded when none is free, with the time until one will be."""
        if not self._places.acquire(blocking=False):
            raise Overloaded(retry_after_s=min(_LONGEST_S, 1 + math.ceil(2 * self._last_s)))
        began = time.monotonic()
        try:
            yield
        finally:
            self._last_s = time.monotonic() - began
            self._places.release()
