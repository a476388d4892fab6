"""What this process knows of its parent: online, offline, or disconnected by hand."""

import threading
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


@dataclass(slots=True)
class Parent:
    """The parent as seen from here. Safe to use from several threads."""

    state: ParentState = ParentState.OFFLINE
    last_contact: datetime | None = None
    #: Parent's clock minus ours, milliseconds, from the quickest recent answer.
    clock_offset_ms: int = 0
    #: Whether the parent, when it last spoke, could reach headquarters.
    reaches_root: bool = False
    pace: Pace = field(default_factory=Pace)
    #: The wait after which somebody here wants the parent tried again; None while nobody does.
    asked_s: float | None = None
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

    def failed(self) -> None:
        """Note that the parent did not answer."""
        with self._lock:
            if self.state is ParentState.ONLINE:
                self.state = ParentState.OFFLINE

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
