"""The reference: what must come out, told without versions, stamps, packages or nodes.

It knows each operation, in which order headquarters came to them, and the rules of conflicts.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tillbook.exchange.core.operations import CONTROLS, Outcome
from tillbook.simulator.kinds import CREATE, CUSTOMER, EDIT, REFUSED_NAME, REMOVE, Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value and the write that it comes from."""

    value: Any
    by: str
    at_ms: int


Truth = dict[str, Written]


def is_no(value: Any) -> bool:
    """Tell whether an answer for marketing is a refusal."""
    return isinstance(value, dict) and value.get("answer") == "no"


@dataclass(slots=True)
class Reference:
    """What every decided operation must come to."""

    #: Entity -> unit -> what stands there; removed entities are out.
    truth: dict[UUID, Truth] = field(default_factory=dict)
    #: What each operation must be told.
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)

    def decide(self, op: Op, *, now_ms: int) -> Outcome:
        """Follow one decision, and return what it must be."""
        outcome = self._decide(op, now_ms=now_ms)
        self.outcomes[op.id] = outcome
        return outcome

    def discard(self, op: Op) -> None:
        """Follow that an operation was closed without effect."""
        self.outcomes[op.id] = Outcome.DISCARDED

    def _decide(self, op: Op, *, now_ms: int) -> Outcome:
        here = self.truth.get(op.entity)
        if op.kind in CONTROLS:
            return Outcome.APPLIED
        if op.kind == REMOVE:
            return Outcome.APPLIED if self.truth.pop(op.entity, None) else Outcome.DUPLICATE
        if op.kind == EDIT and here is None:
            return Outcome.HELD
        if op.kind == CREATE and here is not None:
            return Outcome.DUPLICATE
        if op.entity_kind != CUSTOMER and self._is_stale(op, here or {}):
            return Outcome.QUARANTINED
        after, lost = self._merged(op, here or {}, now_ms=now_ms)
        name = after["name"].value if "name" in after else None
        if name and name["last_name"] == REFUSED_NAME:
            return Outcome.QUARANTINED
        self.truth[op.entity] = {unit: _kept(unit, one, after) for unit, one in after.items()}
        return Outcome.MERGED if lost else Outcome.APPLIED

    @staticmethod
    def _is_stale(op: Op, here: Truth) -> bool:
        seen = op.edit.base
        return any(seen.get(unit, "") != _by(here, unit) for unit in op.edit.patch)

    def _merged(self, op: Op, here: Truth, *, now_ms: int) -> tuple[Truth, bool]:
        """Let what saw the value win; otherwise a no, then the later one; the first origin stays."""
        after, lost = dict(here), False
        made_ms = min((one.at_ms for one in here.values()), default=0)
        at_ms = max(made_ms, min(op.edit.edited_ms, now_ms))
        for unit, value in op.edit.patch.items():
            stands, mine = here.get(unit), Written(value=value, by=op.id.hex, at_ms=at_ms)
            saw = op.edit.base.get(unit, "") == _by(here, unit)
            lost = lost or (stands is not None and (not saw or unit == "origin"))
            if stands is None or (unit != "origin" and (saw or _gives_way(stands, mine, unit))):
                after[unit] = mine
        return after, lost


def _by(here: Truth, unit: str) -> str:
    return here[unit].by if unit in here else ""


def _kept(unit: str, one: Written, here: Truth) -> Written:
    """Let nothing be primary that is not there."""
    item = here.get(f"address/{one.value}") if unit.startswith("primary/") else one
    return one if item is not None and item.value is not None else replace(one, value=None)


def _gives_way(stands: Written, mine: Written, unit: str) -> bool:
    if unit.startswith("consent/") and is_no(stands.value) != is_no(mine.value):
        return is_no(mine.value)
    return (mine.at_ms, mine.by) > (stands.at_ms, stands.by)
