"""What becomes of two customers who are one person: whose value stands, and what comes along.

The one that is merged away keeps its record as it was. What it has besides is copied to the one
that stays, part by part, under ids that are worked out from both: a second copy is the same one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from tillbook.customers.rules import consents
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.units import Document, Shape, Units, to_units

#: The names of its operations: at the one who goes, at the one who is kept, and both taken back.
MERGE, ABSORB = "customer.merge", "customer.absorb"
UNMERGE, RELEASE = "customer.unmerge", "customer.release"
#: How long a merge can be undone.
UNDO = timedelta(days=30)
#: Both customers may have said something that nobody wants to lose.
NOTE, LONGEST_NOTE = "note", 4000
#: What is never taken from the other one: it says where a record comes from.
OWN = frozenset(
    """account_number merged_into inherited legal_entity party default_customer origin created_at
    created_by store register type""".split()
)
_EMPTY: tuple[Any, ...] = ("", None, {}, [])
#: What of a part says nothing about what it is.
_AROUND = frozenset({"id", "is_primary", "is_active", "created_at", "purpose", "as_typed", "label"})

#: Tells of a unit of one value whether the other customer's stands.
Wins = Callable[[str], bool]


def objection(survivor: Document, loser: Document) -> str:
    """Return why two customers of headquarters cannot be merged, as a code; "" when they can.

    Nobody is merged with themselves, into somebody who is gone, or twice: so there are no circles.
    """
    if survivor["id"] == loser["id"]:
        return "merge.itself"
    if loser.get("merged_into"):
        return "merge.merged_already"
    if survivor.get("merged_into"):
        return "merge.into_merged"
    if survivor.get("legal_entity") != loser.get("legal_entity"):
        return "merge.other_company"
    return ""


def choices(survivor: Document, loser: Document, shape: Shape) -> list[str]:
    """List the units of one value in which both have something and it differs, as a person chooses."""
    mine, theirs = to_units(survivor, shape), to_units(loser, shape)
    return [
        unit
        for unit, value in theirs.items()
        if _is_single(unit, shape)
        and value not in _EMPTY
        and mine.get(unit) not in _EMPTY
        and mine[unit] != value
    ]


def merged(
    survivor: Document, loser: Document, shape: Shape, *, takes: frozenset[str] = frozenset()
) -> Units:
    """Return the patch that brings all of the loser's to the survivor.

    The survivor's values stand, but for those of the units in `takes` and where it has none.
    """
    mine, theirs = to_units(survivor, shape), to_units(loser, shape)

    def wins(unit: str) -> bool:
        return unit in takes or mine.get(unit) in _EMPTY

    patch = brought(survivor, loser, theirs, shape, wins=wins)
    both = f"{mine.get(NOTE) or ''}\n{theirs.get(NOTE) or ''}"
    if NOTE not in takes and NOTE in choices(survivor, loser, shape) and len(both) <= LONGEST_NOTE:
        patch[NOTE] = both
    return patch


def brought(
    survivor: Document, loser: Document, units: Mapping[str, Any], shape: Shape, *, wins: Wins
) -> Units:
    """Return the patch that brings some units of the loser to the survivor.

    Parts that both have stand once. An answer for consent comes only where it restricts more. A
    part that the loser no longer has leaves only where it came from there.
    """
    move = _Move(
        survivor=survivor,
        mine=to_units(survivor, shape),
        places=_places(survivor, loser, shape),
        shape=shape,
    )
    patch = dict(filter(None, (move.of(unit, value, wins) for unit, value in units.items())))
    changed = {unit: value for unit, value in patch.items() if move.mine.get(unit) != value}
    after = move.mine | changed
    return {unit: value for unit, value in changed.items() if not _is_homeless(unit, after)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """Where the units of one customer go at another one."""

    survivor: Document
    mine: Units
    #: Part of the loser -> the same part of the survivor, or its copy there.
    places: Mapping[str, str]
    shape: Shape

    def of(self, unit: str, value: Any, wins: Wins) -> tuple[str, Any] | None:
        """Return what a unit of the loser comes to, None when it stays behind."""
        prefix, _, rest = unit.partition("/")
        if rest and prefix in self.shape.lists:
            return self._part(prefix, rest, value)
        if prefix == "consent":
            return self._answer(rest, value)
        if rest and prefix in self.shape.sets:
            return (unit, value) if value is not None and unit not in self.mine else None
        if prefix == "primary":
            is_free = unit not in self.mine and value in self.places
            return (unit, self.places[value]) if is_free else None
        comes = _is_single(unit, self.shape) and value not in _EMPTY and wins(unit)
        return (unit, value) if comes else None

    def _part(self, prefix: str, id: str, value: Any) -> tuple[str, Any] | None:
        copy = _copy_of(self.survivor, id)
        if value is None:
            return (f"{prefix}/{copy}", None) if f"{prefix}/{copy}" in self.mine else None
        return (f"{prefix}/{copy}", value) if self.places[id] == copy else None

    def _answer(self, key: str, value: Any) -> tuple[str, Any] | None:
        contact, purpose = consents.split(key)
        target = f"consent/{consents.key(self.places.get(contact, contact), purpose)}"
        comes = value is not None and _restricts(value, self.mine.get(target))
        return (target, value) if comes else None


def _restricts(answer: Any, standing: Any) -> bool:
    return standing is None or consents.restriction(answer) > consents.restriction(standing)


def _is_homeless(unit: str, units: Units) -> bool:
    """Tell whether an answer would stand for a contact that the survivor has not."""
    prefix, _, rest = unit.partition("/")
    return prefix == "consent" and not units.get(f"contact/{consents.split(rest)[0]}")


def _is_single(unit: str, shape: Shape) -> bool:
    prefix, _, rest = unit.partition("/")
    return prefix == "attribute" if rest else unit not in OWN


def _places(survivor: Document, loser: Document, shape: Shape) -> dict[str, str]:
    """Return for every part of the loser the id of the same part of the survivor, or of its copy."""
    found = {}
    for name in shape.lists.values():
        there = {_content(part): part["id"] for part in reversed(survivor[name])}
        for part in loser[name]:
            found[part["id"]] = there.get(_content(part)) or _copy_of(survivor, part["id"])
    return found


def _copy_of(survivor: Document, part: str) -> str:
    return str(uuid5(UUID(survivor["id"]), part))


def _content(part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what a part is, in the form in which people write it either way."""
    return tuple(
        sorted((name, str(value).casefold()) for name, value in part.items() if name not in _AROUND)
    )


def is_later(unit: str, *, loser: Stamps, survivor: Stamps, merged_ms: int) -> bool:
    """Tell whether a late value of the loser stands: it is newer than the merge and the other's."""
    stands = survivor.get(unit)
    late = loser.get(unit)
    return late is not None and late.edited_ms > max(merged_ms, stands.edited_ms if stands else 0)


def undone(
    now: Units, authors: Mapping[str, str], before: Mapping[str, Any], operations: frozenset[str]
) -> Units:
    """Return the patch that takes back what a merge's operations brought; what others wrote stays."""
    return {
        unit: value
        for unit, value in before.items()
        if now.get(unit) != value and (unit not in authors or authors[unit] in operations)
    }


def can_be_undone(at: datetime, now: datetime) -> bool:
    """Tell whether a merge of that time can still be undone."""
    return now - at <= UNDO
