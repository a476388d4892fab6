"""Where an operation stands on its way, in one word, and when that takes too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Where an operation stands."""

    #: At the node that made it.
    UNSENT = "unsent"
    #: Headquarters has it, or somebody on the way; no word yet.
    SENT = "sent"
    #: Waits for the creation of its customer.
    HELD = "held"
    #: A person must look.
    ATTENTION = "attention"
    #: Headquarters has accepted it; the stores have not got the result yet.
    DECIDED = "decided"
    DONE = "done"
    #: Done; a part of it lost against another change.
    MERGED = "merged"
    #: Done before: nothing changed.
    DUPLICATE = "duplicate"
    #: Closed by a person.
    DISCARDED = "discarded"
    #: Closed; a correction took its place.
    CORRECTED = "corrected"


#: What a list can be narrowed to.
GROUPS: Mapping[str, frozenset[Stage]] = {
    "attention": frozenset({Stage.ATTENTION}),
    "waiting": frozenset({Stage.UNSENT, Stage.SENT, Stage.HELD}),
    "done": frozenset({Stage.DECIDED, Stage.DONE, Stage.MERGED, Stage.DUPLICATE}),
    "closed": frozenset({Stage.DISCARDED, Stage.CORRECTED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """For how long an operation may stand somewhere before somebody is told. Source: AR-120."""

    unsent: timedelta
    undecided: timedelta
    failed: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Operations that have stood somewhere for too long."""

    #: unsent, undecided or failed.
    kind: str
    #: Of operations; of nodes where `kind` is unsent and headquarters asks.
    count: int
    oldest_at: datetime
    limit: timedelta
