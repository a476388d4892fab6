"""Where an operation stands at a node, and how each word about it moves it."""

from collections.abc import Iterable
from enum import StrEnum

from tillbook.exchange.core.operations import FINAL, Outcome, Verdict

#: An operation that the parent took is sent again when no verdict came for this long: a relay
#: that lost its disk must not lose the sales floor's work. Headquarters answers a repeat.
RESEND_AFTER_MS = 60_000


class OperationState(StrEnum):
    """Where an operation stands at this node."""

    #: No word from headquarters yet.
    PENDING = "pending"
    #: Headquarters' verdict is known from an answer; the package has not come yet.
    ANSWERED = "answered"
    #: At headquarters: waits for another operation.
    HELD = "held"
    #: A person must look at it.
    ATTENTION = "attention"
    #: Decided, and the result is in the tables.
    SETTLED = "settled"


#: Standings in which an operation is laid over the image of its entity.
UNDECIDED = (OperationState.PENDING, OperationState.ANSWERED, OperationState.ATTENTION)


class SyncState(StrEnum):
    """How a record stands with headquarters, in the words of the customer document."""

    SYNCED = "synced"
    PENDING = "pending"
    ATTENTION = "attention"


_SHOWN = {
    OperationState.PENDING: SyncState.PENDING,
    OperationState.HELD: SyncState.PENDING,
    OperationState.ATTENTION: SyncState.ATTENTION,
}
_WORST = [SyncState.SYNCED, SyncState.PENDING, SyncState.ATTENTION]


def sync_state(standings: Iterable[str]) -> SyncState:
    """Return how a record stands whose operations stand like this: the worst counts."""
    found = (_SHOWN.get(OperationState(one), SyncState.SYNCED) for one in standings)
    return max(found, key=_WORST.index, default=SyncState.SYNCED)


def at_root(outcome: Outcome) -> OperationState:
    """Return where an operation stands at headquarters after its decision."""
    if outcome in FINAL:
        return OperationState.SETTLED
    return OperationState.HELD if outcome is Outcome.HELD else OperationState.ATTENTION


def by_answer(now: str, verdict: Verdict, *, version: int) -> OperationState:
    """Return where an operation stands after the parent's answer.

    `version` is that of the image here. One that holds the result, if any, came in a package
    that told the verdict before the operation was here: no other package will tell it again.
    """
    if verdict.outcome in FINAL:
        holds_result = verdict.version <= version
        return OperationState.SETTLED if holds_result else OperationState.ANSWERED
    return (
        OperationState.ATTENTION if verdict.outcome is Outcome.QUARANTINED else OperationState(now)
    )


def by_package(now: str, verdict: Verdict) -> OperationState:
    """Return where an operation stands after a package told its verdict: that is the truth."""
    if verdict.outcome in FINAL:
        return OperationState.SETTLED
    return (
        OperationState.ATTENTION if verdict.outcome is Outcome.QUARANTINED else OperationState(now)
    )


def replaces(verdict: Verdict, known: str) -> bool:
    """Tell whether a verdict is heard where `known` is the outcome of another, or "".

    An answer may have been quicker than an older package: a final word is not taken back.
    """
    return verdict.outcome in FINAL or known not in FINAL


def is_due(relayed_ms: int | None, now_ms: int) -> bool:
    """Tell whether a pending operation is to be sent.

    A time ahead of now was noted by a clock that has been set back since.
    """
    return relayed_ms is None or not now_ms - RESEND_AFTER_MS <= relayed_ms <= now_ms
