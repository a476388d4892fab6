"""The reference: what must come out, told without versions, stamps, packages or nodes.

It knows each operation, in which order headquarters decided them, and the one rule of conflicts.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.simulation.world import Op


@dataclass(frozen=True, kw_only=True)
class Written:
    """A value and the write that it comes from."""

    value: Any
    by: str
    at_ms: int


def is_no(written: Written) -> bool:
    """Tell whether a consent is a refusal."""
    return str(written.value).startswith("no")


@dataclass
class Model:
    """What every confirmed operation must come to."""

    #: Operations that a person was told are safe.
    confirmed: dict[UUID, Op] = field(default_factory=dict)
    #: Entity -> unit -> what stands there.
    truth: dict[UUID, dict[str, Written]] = field(default_factory=dict)
    #: Operations applied so far, in headquarters' order.
    applied: list[UUID] = field(default_factory=list)

    def decided(self, op: Op, *, now_ms: int) -> None:
        """Follow one decision: what saw the value wins; otherwise a no, then the later one."""
        self.applied.append(op.id)
        here = self.truth.get(op.entity)
        if op.creates and here is not None:
            return
        units = self.truth.setdefault(op.entity, {})
        at_ms = min(max(op.edited_ms, 0), now_ms)
        for unit, value in op.patch.items():
            stands = units.get(unit)
            mine = Written(value=value, by=op.id.hex, at_ms=at_ms)
            if stands is None or self._gives_way(stands, op, unit=unit, mine=mine):
                units[unit] = mine

    @staticmethod
    def _gives_way(stands: Written, op: Op, *, unit: str, mine: Written) -> bool:
        if unit == "origin":
            return False
        saw = op.base.get(unit, "") == stands.by
        if unit == "consent" and not saw and (was := is_no(stands)) != is_no(mine):
            return not was
        return saw or (mine.at_ms, mine.by) > (stands.at_ms, stands.by)

    def values(self, entity: UUID) -> dict[str, Any]:
        """Return what an entity must read in the end."""
        return {unit: written.value for unit, written in self.truth[entity].items()}
