"""Virtual time: what happens next, in one order for one seed, and a hash of all that happened."""

import hashlib
import heapq
from collections.abc import Callable
from typing import Protocol

from tillbook.simulator.clocks import BEGINNING_MS
from tillbook.simulator.failures import Failpoint, Killed

Step = Callable[[], None]
#: Stands for whichever process of a node lives at that moment.
_ANY = -1


class Process(Protocol):
    """What runs on a node until it dies."""

    name: str
    is_up: bool
    #: Counts the starts.
    life: int
    #: Until then it is stopped: whatever happens to it waits.
    asleep_until_ms: int
    #: Where in the program it dies next, if it comes there.
    armed: Failpoint | None
    down_ms: int

    def start(self) -> None:
        """Start the loops."""

    def die(self, killed: Killed) -> None:
        """End at once."""


class Trace:
    """Everything that happened, as a hash; the last lines are kept for whoever has to look."""

    KEPT = 40

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.last: list[str] = []
        self.lines = 0

    def add(self, line: str) -> None:
        """Add one line."""
        self._hash.update(line.encode())
        self.lines += 1
        self.last.append(line)
        if len(self.last) > 2 * self.KEPT:
            del self.last[: -self.KEPT]

    @property
    def digest(self) -> str:
        """Two runs did the same if these are equal."""
        return self._hash.hexdigest()


class Schedule:
    """Events in the order of true time."""

    def __init__(self) -> None:
        self.now_ms = BEGINNING_MS
        self.trace = Trace()
        #: Events of dead processes that never happened: what proves that they were dead.
        self.unhappened = 0
        #: Processes that were stopped until some time, and did nothing meanwhile that they would have.
        self.slept: dict[tuple[str, int], None] = {}
        self._heap: list[tuple[int, int, str, Process | None, int, Step]] = []
        self._count = 0

    def after(
        self,
        wait_ms: int,
        what: str,
        step: Step,
        *,
        of: Process | None = None,
        any_life: bool = False,
    ) -> None:
        """Let something happen later.

        What a node does dies with its process, except that a message reaches `any_life`.
        """
        self._count += 1
        life = of.life if of and not any_life else _ANY
        heapq.heappush(
            self._heap, (self.now_ms + max(0, wait_ms), self._count, what, of, life, step)
        )

    def run(self, until_ms: int, *, is_over: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that is due until a time, or until nothing more is wanted."""
        while self._heap and self._heap[0][0] <= until_ms and not is_over():
            at_ms, _, what, of, life, step = heapq.heappop(self._heap)
            self.now_ms = at_ms
            if of is not None and (not of.is_up or life not in (of.life, _ANY)):
                self.unhappened += 1
                continue
            if of is not None and of.asleep_until_ms > at_ms:
                self.slept[of.name, of.asleep_until_ms] = None
                self._count += 1
                heapq.heappush(self._heap, (of.asleep_until_ms, self._count, what, of, life, step))
                continue
            self.trace.add(f"{at_ms - BEGINNING_MS} {of.name if of else '-'} {what}")
            try:
                step()
            except Killed as killed:
                if of is None:
                    raise
                of.die(killed)
        self.now_ms = max(self.now_ms, until_ms) if not is_over() else self.now_ms
