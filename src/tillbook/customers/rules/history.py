"""What each operation changed, found by laying the operations over each other once more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tillbook.exchange.core.units import Shape, Units

_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation, as far as its effect goes."""

    operation: UUID
    #: None when an erasure emptied it.
    patch: Mapping[str, Any] | None
    #: Whether its values became the customer's, but for the units that it lost.
    is_written: bool
    #: Whether it is laid over what headquarters decided, until headquarters decides it too.
    is_laid_over: bool = False
    assigned: Mapping[str, Any] = field(default_factory=dict)
    #: unit -> the operation that won against it.
    lost: Mapping[str, UUID] = field(default_factory=dict)
    #: unit -> operation id (hex) whose value the editor saw; "" when there was none.
    base: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that an operation changed, or wanted to."""

    #: The unit's path, such as `name` or `contact/{id}`.
    unit: str
    #: The field inside the unit; the unit's own name when it is told whole.
    field: str
    #: Empty (None) where there was, or is, nothing. A primary is told as its item.
    before: Any
    after: Any
    #: The item of a list that the unit is, with its id: which contact, which address.
    item: Mapping[str, Any] | None = None
    #: Whether the value became the customer's.
    is_written: bool
    #: False when this node cannot know what was there before.
    is_before_known: bool = True
    #: Given by headquarters, not by who asked.
    is_assigned: bool = False
    #: The concurrent operation that won; it came before when the value was not written.
    lost_to: UUID | None = None


def replay(
    steps: Iterable[Step], shape: Shape, *, start: Units | None, is_whole: bool = True
) -> list[tuple[Change, ...]]:
    """Return what each step changed, laid over `start` in the order given.

    With `is_whole` false, steps of others are missing in between: a value before is then known
    only from the step that the editor saw.
    """
    course = _Course(shape=shape, values=dict(start or {}), is_whole=is_whole)
    return [tuple(course.take(step)) for step in steps]


@dataclass(slots=True, kw_only=True)
class _Course:
    """The customer's units between two steps."""

    shape: Shape
    values: Units
    is_whole: bool
    taken: set[UUID] = field(default_factory=set)
    #: (operation id in hex, unit) -> the value that the operation gave.
    given: dict[tuple[str, str], Any] = field(default_factory=dict)

    def take(self, step: Step) -> list[Change]:
        """Lay a step over the values and return what it changed."""
        if step.patch is None:
            self._forget(step)
            return []
        told = {unit: value for unit, value in step.patch.items() if unit not in step.assigned}
        written = step.assigned if step.is_written else {}
        after = {**self.values, **told, **written}
        changes = [
            change
            for values, is_assigned in ((told, False), (written, True))
            for unit in sorted(values)
            for change in self._changes(step, unit, after, is_assigned=is_assigned)
        ]
        for unit, value in {**told, **written}.items():
            self.given[step.operation.hex, unit] = value
            if step.is_laid_over or (step.is_written and not self._lost_at_once(step, unit)):
                self.values[unit] = value
        self.taken.add(step.operation)
        return changes

    def _forget(self, step: Step) -> None:
        """After an emptied step nobody can say what the customer looked like."""
        self.taken.add(step.operation)
        if step.is_written:
            self.values.clear()
            self.is_whole = False

    def _lost_at_once(self, step: Step, unit: str) -> bool:
        return step.lost.get(unit) in self.taken

    def _changes(
        self, step: Step, unit: str, after: Units, *, is_assigned: bool
    ) -> Iterator[Change]:
        before, is_known = self._before(step, unit)
        lost_to = None if is_assigned else step.lost.get(unit)
        is_written = step.is_written and not self._lost_at_once(step, unit)
        parts = list(self._parts(unit, before, after.get(unit), after))
        if not is_known and after.get(unit) is None:
            parts = [(unit.partition("/")[0], None, None)]
        for name, old, new in parts:
            yield Change(
                unit=unit,
                field=name,
                before=old,
                after=new,
                item=self._item(unit, after),
                is_written=is_written,
                is_before_known=is_known,
                is_assigned=is_assigned,
                lost_to=lost_to,
            )

    def _before(self, step: Step, unit: str) -> tuple[Any, bool]:
        if self.is_whole:
            return self.values.get(unit), True
        seen = step.base.get(unit, "")
        if not seen and unit in step.base:
            return None, True
        known = (seen, unit) in self.given
        return self.given.get((seen, unit)), known

    def _parts(
        self, unit: str, before: Any, after: Any, values: Units
    ) -> Iterator[tuple[str, Any, Any]]:
        """Cut a unit's change into the values that differ."""
        prefix, _, rest = unit.partition("/")
        if prefix in self.shape.sets and rest:
            yield from _differing([(prefix, _code(before, rest), _code(after, rest))])
        elif prefix == "primary":
            old = _item_of(before, rest, self.values)
            yield from _differing([(prefix, old, _item_of(after, rest, values))])
        elif unit in self.shape.groups:
            fields = self.shape.groups[unit]
            old, new = before or {}, after or {}
            yield from _differing((name, old.get(name), new.get(name)) for name in fields)
        elif rest and prefix not in self.shape.maps and before and after:
            names = dict.fromkeys((*before, *after))
            yield from _differing((name, before.get(name), after.get(name)) for name in names)
        else:
            yield from _differing([(prefix, before, after)])

    def _item(self, unit: str, values: Units) -> Mapping[str, Any] | None:
        prefix, _, rest = unit.partition("/")
        if prefix == "attribute":
            return {"id": rest}
        if prefix in self.shape.maps:
            contact, _, purpose = rest.partition("/")
            found = values.get(f"contact/{contact}") or self.values.get(f"contact/{contact}")
            return {"contact": found, "purpose": purpose}
        if not rest or prefix == "primary" or prefix in self.shape.sets:
            return None
        value = values.get(unit) or self.values.get(unit)
        return {"id": rest, **value} if isinstance(value, Mapping) else None


def _differing(parts: Iterable[tuple[str, Any, Any]]) -> Iterator[tuple[str, Any, Any]]:
    for name, before, after in parts:
        if before != after and not (before in _NOTHING and after in _NOTHING):
            yield name, before, after


def _code(value: Any, code: str) -> str | None:
    return None if value is None else code


def _item_of(id: Any, slot: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the item that a `primary/…` unit names; only its id when the item is not known."""
    if not id:
        return None
    prefix = "address" if slot == "address" else "contact"
    return {"id": id, **(values.get(f"{prefix}/{id}") or {})}


def is_about(changes: Sequence[Change], prefix: str) -> bool:
    """Tell whether all of some changes are about one kind of unit."""
    return bool(changes) and all(change.unit.partition("/")[0] == prefix for change in changes)
