"""Bells between a write and the loops that carry it on."""

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wake:
    """One bell per loop. Ringing is cheap, never lost, and never needed for correctness."""

    upload: threading.Event = field(default_factory=threading.Event)
    package: threading.Event = field(default_factory=threading.Event)
    follow: threading.Event = field(default_factory=threading.Event)
    jobs: threading.Event = field(default_factory=threading.Event)
    snapshot: threading.Event = field(default_factory=threading.Event)
    contact: threading.Event = field(default_factory=threading.Event)
