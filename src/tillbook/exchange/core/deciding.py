"""Headquarters' word on one operation: what it comes to, given what stands there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tillbook.exchange.core.merge import (
    EMPTY,
    Edit,
    Loser,
    PolicyOf,
    Restriction,
    State,
    assign,
    merge,
    unrestricted,
)
from tillbook.exchange.core.operations import Outcome

#: The entity does not exist yet.
NO_ENTITY = "entity"
#: Somebody changed it since the editor looked.
STALE = "edit.stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A kind's answer to a proposal."""

    #: Units that only headquarters writes.
    assigned: Mapping[str, Any] = field(default_factory=dict)
    #: A reason code quarantines the operation.
    refused: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What a kind says of edits: which policy a unit has, what restricts, what is allowed."""

    policy_of: PolicyOf
    restriction: Restriction = unrestricted
    #: Asked once, with the merged state, when everything else is in order.
    rule: Callable[[State], Ruling]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An operation that headquarters is asked to decide."""

    edit: Edit
    creates: bool
    edits: bool
    #: Whether every creation of the entity that is known was discarded, and nothing that the
    #: editor saw is still on its way.
    is_orphan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What came of it."""

    outcome: Outcome
    reason: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    #: What stands there now; None when nothing was written.
    state: State | None = None
    #: Version of the entity that holds the result.
    version: int = 0
    assigned: Mapping[str, Any] = field(default_factory=dict)
    losers: tuple[Loser, ...] = ()


def decide(
    before: State | None, asked: Asked, law: Law, *, now_ms: int, version: int = 0
) -> Decision:
    """Decide an edit or a creation. It never asks whether someone waits.

    `version` is where the versions of an entity go on that was removed.
    """
    if before is None and not asked.creates:
        outcome = Outcome.DISCARDED if asked.is_orphan else Outcome.HELD
        return Decision(outcome=outcome, reason=NO_ENTITY)
    if before is not None and not asked.edits:
        return Decision(outcome=Outcome.DUPLICATE, version=before.version)
    state = before or replace(EMPTY, version=version)
    edit = replace(asked.edit, edited_ms=possible_time(state, asked.edit, now_ms=now_ms))
    merged = merge(state, edit, law.policy_of, restriction=law.restriction)
    if merged.stale:
        return Decision(outcome=Outcome.QUARANTINED, reason=STALE)
    ruling = law.rule(merged.state)
    if ruling.refused:
        return Decision(outcome=Outcome.QUARANTINED, reason=ruling.refused, params=ruling.params)
    written = merged.state
    if ruling.assigned and not merged.written:
        # Also what headquarters alone writes is a version that everybody must hear of.
        written = replace(written, version=written.version + 1)
    after = assign(written, ruling.assigned, operation=edit.operation, edited_ms=now_ms)
    return Decision(
        outcome=Outcome.MERGED if merged.losers else Outcome.APPLIED,
        state=after if merged.written or ruling.assigned else None,
        version=after.version,
        assigned=ruling.assigned,
        losers=merged.losers,
    )


def possible_time(state: State, edit: Edit, *, now_ms: int) -> int:
    """Bring the time that an edit claims between the entity's creation and now."""
    return max(min(edit.edited_ms, now_ms), state.created_ms)
