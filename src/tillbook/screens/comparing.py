"""Customers beside each other: what each has, line by line, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tillbook.customers.document import SHAPE
from tillbook.customers.queries import Names
from tillbook.customers.rules.history import Change
from tillbook.customers.rules.merging import OWN
from tillbook.exchange.core.units import Document, to_units
from tillbook.screens import changes

_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)
#: What says which record it is, and is compared all the same.
_SHOWN = frozenset({"type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One fact of several customers."""

    #: The unit to choose by; empty where everything is kept.
    unit: str
    label: str
    #: For each customer, what stands there; no text where it has nothing.
    texts: tuple[tuple[str, ...], ...]

    @property
    def is_same(self) -> bool:
        """Whether the first two have the same."""
        return self.texts[0] == self.texts[1]


def side_by_side(customers: Sequence[Document], names: Names) -> list[Compared]:
    """Return the facts that any of the customers has, the most telling first."""
    found: dict[tuple[str, str], list[list[str]]] = {}
    for at, customer in enumerate(customers):
        for row in changes.rows(list(_facts(customer)), names):
            prefix = row.change.unit.partition("/")[0]
            key = (row.change.unit if _is_single(row.change) else prefix, _label(row))
            found.setdefault(key, [[] for _ in customers])[at].append(row.after)
    lines = [
        Compared(
            unit=key[0] if _is_unit(key[0]) else "",
            label=key[1],
            texts=tuple(tuple(dict.fromkeys(texts)) for texts in each),
        )
        for key, each in found.items()
    ]
    return sorted(lines, key=lambda line: changes.place_of(line.unit))


def _label(row: changes.Row) -> str:
    return f"{row.label}, {row.detail}" if row.detail else row.label


def _is_unit(key: str) -> bool:
    return key not in SHAPE.lists and key not in SHAPE.sets and key not in ("consent", "primary")


def _is_single(change: Change) -> bool:
    prefix, _, rest = change.unit.partition("/")
    return not rest or prefix == "attribute"


def _facts(customer: Document) -> list[Change]:
    units = to_units(customer, SHAPE)
    contacts = {one["id"]: one for one in customer["contacts"]}
    return [
        change
        for unit, value in units.items()
        if _is_told(unit, value)
        for change in _fact(unit, value, contacts)
    ]


def _is_told(unit: str, value: Any) -> bool:
    is_member = unit.partition("/")[0] in SHAPE.sets
    return is_member or (value not in _EMPTY and (unit in _SHOWN or unit not in OWN))


def _fact(unit: str, value: Any, contacts: Mapping[str, Any]) -> list[Change]:
    prefix, _, rest = unit.partition("/")
    if prefix == "primary":
        return []
    if prefix == "name":
        return [_change(unit, "name", value["name"])]
    if prefix == "consent":
        contact, _, purpose = rest.partition("/")
        item = {"purpose": purpose, "contact": contacts.get(contact)}
        return [_change(unit, prefix, value, item=item)]
    if prefix in SHAPE.sets:
        return [_change(unit, prefix, rest)]
    if prefix in SHAPE.lists:
        return [_change(unit, prefix, {"id": rest, **value})]
    return [_change(unit, prefix, value)]


def _change(unit: str, field: str, value: Any, *, item: Mapping[str, Any] | None = None) -> Change:
    return Change(unit=unit, field=field, before=None, after=value, item=item, is_written=True)
