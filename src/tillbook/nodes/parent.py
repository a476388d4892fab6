"""What this process knows of its parent: online, offline, or disconnected by hand."""

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tillbook.foundation import clock
from tillbook.nodes.pace import Pace


class ParentState(StrEnum):
    """How things stand with the parent."""

    ONLINE = "online"
    #: The last attempt to reach it failed; nobody waits for it until it answers again.
    OFFLINE = "offline"
    #: Switched off by a person (operation 917); survives a restart.
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSeen:
    """One answer that told the parent's clock. The truth lies within half the round trip."""

    #: Parent's clock minus ours, milliseconds.
    offset_ms: int
    round_trip_ms: int

    def agrees_with(self, other: "ClockSeen") -> bool:
        """Tell whether both can be true of the same two clocks."""
        slack = (self.round_trip_ms + other.round_trip_ms) / 2 + 1
        return abs(self.offset_ms - other.offset_ms) <= slack


#: How many answers are compared.
_CLOCKS_SEEN = 8


@dataclass(slots=True)
class Parent:
    """The parent as seen from here. Safe to use from several threads."""

    state: ParentState = ParentState.OFFLINE
    last_contact: datetime | None = None
    #: Parent's clock minus ours, milliseconds, from the quickest recent answer.
    clock_offset_ms: int = 0
    #: The same as far as the parent's next look at a token goes: anybody may have told it.
    token_offset_ms: int = 0
    #: Whether the parent, when it last spoke, could reach headquarters.
    reaches_root: bool = False
    pace: Pace = field(default_factory=Pace)
    #: The wait after which somebody here wants the parent tried again; None while nobody does.
    asked_s: float | None = None
    _clocks: deque[ClockSeen] = field(default_factory=lambda: deque(maxlen=_CLOCKS_SEEN))
    #: Whether headquarters is asked itself, because the parent in between cannot help.
    is_direct: bool = False
    #: When that changed last; None while the parent has always answered.
    changed_way_at: datetime | None = None
    #: Over how many seconds the chain comes back after an outage, by the parent's last word.
    spread_s: float = 0.0
    #: Whether it said to take no data for now; uploads go on.
    pauses_data: bool = False
    #: Whether it reads compressed uploads.
    takes_zstd: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def is_reachable(self) -> bool:
        """Whether it is worth asking now."""
        return self.state is ParentState.ONLINE

    def ask_again(self, *, after_s: float) -> None:
        """Want an absent parent tried again when so many seconds have passed since the last time."""
        with self._lock:
            if self.state is ParentState.OFFLINE:
                self.asked_s = after_s if self.asked_s is None else min(self.asked_s, after_s)

    def is_due(self, waited_s: float) -> bool:
        """Tell whether to try an absent parent again."""
        return self.pace.is_due(waited_s, asked_s=self.asked_s)

    def tried(self) -> None:
        """Note that the parent is being tried."""
        with self._lock:
            self.asked_s = None

    def answered(self) -> bool:
        """Note that the parent answered; tell whether that is news."""
        with self._lock:
            self.last_contact = clock.now()
            news = self.state is ParentState.OFFLINE
            if news:
                self.state = ParentState.ONLINE
            return news

    @property
    def clock_seen(self) -> ClockSeen | None:
        """The quickest of the last answers that told the parent's clock; None before the first."""
        return min(self._clocks, key=lambda seen: seen.round_trip_ms, default=None)

    def told_time(self, seen: ClockSeen) -> None:
        """Take the parent's clock from an answer. A clock that was set makes older ones void."""
        with self._lock:
            best = self.clock_seen
            if best is not None and not seen.agrees_with(best):
                self._clocks.clear()
            self._clocks.append(seen)
            best = self.clock_seen or seen
            self.clock_offset_ms = self.token_offset_ms = best.offset_ms

    def failed(self) -> None:
        """Note that the parent did not answer."""
        with self._lock:
            if self.state is ParentState.ONLINE:
                self.state = ParentState.OFFLINE

    def take_way(self, *, direct: bool) -> None:
        """Note which way is taken from now on."""
        with self._lock:
            if self.is_direct != direct:
                self.is_direct, self.changed_way_at = direct, clock.now()

    def disconnect(self) -> None:
        """Stop asking until a person connects again."""
        with self._lock:
            self.state = ParentState.DISCONNECTED

    def connect(self) -> None:
        """Ask again at once; the parent counts as offline until it answers."""
        with self._lock:
            if self.state is ParentState.DISCONNECTED:
                self.state = ParentState.OFFLINE
            if self.state is ParentState.OFFLINE:
                self.asked_s = 0.0
