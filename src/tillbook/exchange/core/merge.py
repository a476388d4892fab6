"""The one merge function: an image and an edit give the next image, unit by unit.

Headquarters decides with it; every other node shows its own undecided operations with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import msgspec

from tillbook.exchange.core.units import Units


class Policy(StrEnum):
    """What settles two edits of one unit that did not see each other."""

    #: The later edit by clamped clocks; equal times by operation id.
    LATEST_INTENT = "latest_intent"
    #: The edit is refused whole; the person compares and tries again.
    REFUSE_STALE = "refuse_stale"
    #: Written once, at creation; later edits lose.
    FIXED = "fixed"
    #: Only headquarters writes it; proposals lose.
    ASSIGNED = "assigned"
    #: The more restrictive value, whatever the clocks say; of equal ones the later edit.
    MOST_RESTRICTIVE = "most_restrictive"


class Stamp(msgspec.Struct, array_like=True, frozen=True):
    """Which write a unit's value comes from. Two stamps are the same write if `operation` is."""

    #: Headquarters' version of the entity at that write; 0 while undecided.
    version: int
    #: Operation id, 32 hex digits.
    operation: str
    #: Effective edit time in milliseconds.
    edited_ms: int


Stamps = dict[str, Stamp]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An entity between two operations."""

    version: int
    units: Units
    stamps: Stamps

    @property
    def created_ms(self) -> int:
        """When its first value was written, in milliseconds; 0 without any."""
        return min((stamp.edited_ms for stamp in self.stamps.values()), default=0)


EMPTY = State(version=0, units={}, stamps={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one operation asks of one entity."""

    operation: str
    patch: Mapping[str, Any]
    #: unit -> operation id of the stamp that the editor saw ("" when the unit had no value).
    base: Mapping[str, str]
    edited_ms: int
    #: unit -> operation and time of the value, where a correction passes on what it corrects.
    carried: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def stamp(self, unit: str, version: int) -> Stamp:
        """Return the stamp that a unit gets: a value that is passed on stays the same write."""
        operation, edited_ms = self.carried.get(unit, (self.operation, self.edited_ms))
        return Stamp(version, operation, min(edited_ms, self.edited_ms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loser:
    """A value that did not make it, kept to be shown and restored."""

    unit: str
    value: Any
    #: The operation whose value lost.
    operation: str
    winner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The outcome of one edit."""

    state: State
    #: Units that took the edit's value.
    written: tuple[str, ...]
    losers: tuple[Loser, ...]
    #: Units of policy REFUSE_STALE that changed since the editor saw them; then nothing is written.
    stale: tuple[str, ...] = ()


PolicyOf = Callable[[str], Policy]
#: How much a unit's value restricts, None being a removed one; the larger number wins.
Restriction = Callable[[Any], int]


def unrestricted(value: Any) -> int:
    """Take all values for equally restrictive."""
    return 0


def merge(
    state: State, edit: Edit, policy_of: PolicyOf, *, restriction: Restriction = unrestricted
) -> Merged:
    """Apply an edit to a state. Pure: the same arguments give the same result on every node.

    An edit that saw the current value wins whatever any clock says; a truly concurrent one goes
    by the unit's policy, and the loser is returned. Nothing is merged inside a unit.
    `restriction` is asked for units of policy MOST_RESTRICTIVE only.
    """
    stale = tuple(
        unit
        for unit in edit.patch
        if policy_of(unit) is Policy.REFUSE_STALE and not _saw_current(state, edit, unit)
    )
    if stale:
        return Merged(state=state, written=(), losers=(), stale=stale)
    units, stamps = dict(state.units), dict(state.stamps)
    written: list[str] = []
    losers: list[Loser] = []
    version = state.version + 1
    for unit, value in sorted(edit.patch.items()):
        current = state.stamps.get(unit)
        if current is not None and current.operation == edit.operation:
            continue
        policy = policy_of(unit)
        rank = restriction if policy is Policy.MOST_RESTRICTIVE else unrestricted
        wins = _wins(state, edit, unit=unit, policy=policy, rank=rank)
        if current is not None and (not wins or not _saw_current(state, edit, unit)):
            losers.append(_loser(state, edit, unit=unit, edit_wins=wins))
        if wins:
            units[unit] = value
            stamps[unit] = edit.stamp(unit, version)
            written.append(unit)
    changed = State(version=version, units=units, stamps=stamps) if written else state
    return Merged(state=changed, written=tuple(written), losers=tuple(losers))


def _saw_current(state: State, edit: Edit, unit: str) -> bool:
    """Tell whether the edit knew the unit's value: the editor's base, or the edit's own."""
    current = state.stamps.get(unit)
    known = current.operation if current else ""
    return known in (edit.base.get(unit, ""), edit.operation)


def _wins(state: State, edit: Edit, *, unit: str, policy: Policy, rank: Restriction) -> bool:
    current = state.stamps.get(unit)
    if policy is Policy.ASSIGNED:
        return False
    if current is None:
        return True
    if policy is Policy.FIXED:
        return False
    if _saw_current(state, edit, unit):
        return True
    mine = (rank(edit.patch[unit]), edit.edited_ms, edit.operation)
    theirs = (rank(state.units.get(unit)), current.edited_ms, current.operation)
    return mine > theirs


def _loser(state: State, edit: Edit, *, unit: str, edit_wins: bool) -> Loser:
    current = state.stamps[unit]
    if edit_wins:
        value, lost, won = state.units.get(unit), current.operation, edit.operation
    else:
        value, lost, won = edit.patch[unit], edit.operation, current.operation
    return Loser(unit=unit, value=value, operation=lost, winner=won)


def assign(state: State, values: Mapping[str, Any], *, operation: str, edited_ms: int) -> State:
    """Write units that only headquarters writes, under the version the state already has."""
    stamps = {unit: Stamp(state.version, operation, edited_ms) for unit in values}
    return State(
        version=state.version,
        units={**state.units, **values},
        stamps={**state.stamps, **stamps},
    )


def not_before_creation(state: State, edit: Edit) -> Edit:
    """Bring the time that an edit claims to where the entity's first value was written."""
    # Clamping replaces rejecting: a wrong clock loses ties, and nothing else.
    return edit if edit.edited_ms >= state.created_ms else replace(edit, edited_ms=state.created_ms)
