"""Documents taken apart into units, the parts that are written and merged whole, and put together.

A unit is a path: `name`, `contact/{id}`, `consent/{contact}/{purpose}`, `primary/email`, or a
field by its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]
Units = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Primary:
    """One `primary/{slot}` unit: which item of a list carries `is_primary` in its slot."""

    #: The list field, as in the document.
    items: str
    #: The item field that names the slot ("kind"), or None when the whole list is one slot.
    slot_field: str | None
    #: The slot's name when `slot_field` is None.
    slot: str = ""

    def slot_of(self, item: Mapping[str, Any]) -> str:
        """Return the slot that an item competes in."""
        return str(item.get(self.slot_field)) if self.slot_field else self.slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one kind of document falls into units."""

    #: unit name -> the fields that are always written together.
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: unit prefix -> list field whose items have an "id".
    lists: Mapping[str, str] = field(default_factory=dict)
    #: unit prefix -> list field of plain ids (a set).
    sets: Mapping[str, str] = field(default_factory=dict)
    #: unit prefix -> mapping field; what follows the prefix is the key and may hold slashes.
    maps: Mapping[str, str] = field(default_factory=dict)
    primaries: tuple[Primary, ...] = ()
    #: Fields that are no units: the identity and what each node computes for itself.
    computed: frozenset[str] = frozenset({"id", "version", "sync_state"})


def to_units(document: Mapping[str, Any], shape: Shape) -> Units:
    """Take a document apart. Unknown fields become units by their own name."""
    units: Units = {}
    grouped = {name: unit for unit, names in shape.groups.items() for name in names}
    lists = {name: prefix for prefix, name in shape.lists.items()}
    sets = {name: prefix for prefix, name in shape.sets.items()}
    maps = {name: prefix for prefix, name in shape.maps.items()}
    for name, value in document.items():
        if name in shape.computed:
            continue
        if name in grouped:
            units.setdefault(grouped[name], {})[name] = value
        elif name in lists:
            units |= {f"{lists[name]}/{item['id']}": _bare(item) for item in value}
        elif name in sets:
            units |= {f"{sets[name]}/{item}": {} for item in value}
        elif name in maps:
            units |= {f"{maps[name]}/{key}": part for key, part in value.items()}
        else:
            units[name] = value
    return units | _primary_units(document, shape)


def _bare(item: Mapping[str, Any]) -> dict[str, Any]:
    """Strip what the path or another unit says already."""
    return {key: value for key, value in item.items() if key not in ("id", "is_primary")}


def _primary_units(document: Mapping[str, Any], shape: Shape) -> Units:
    return {
        f"primary/{primary.slot_of(item)}": item["id"]
        for primary in shape.primaries
        for item in document.get(primary.items, ())
        if item.get("is_primary")
    }


def from_units(entity_id: str, units: Mapping[str, Any], shape: Shape) -> Document:
    """Put a document together. Lists come in the order of their ids, which is the order of age.

    Lists, sets and mappings without anything in them are there, empty.
    A `primary/…` unit that names a missing item is kept out; a slot without one has no primary.
    """
    document: Document = {"id": entity_id}
    document |= {name: [] for name in (*shape.lists.values(), *shape.sets.values())}
    document |= {name: {} for name in shape.maps.values()}
    for path, value in sorted(units.items()):
        prefix, _, rest = path.partition("/")
        if value is None and rest:
            continue
        if rest and prefix in shape.lists:
            document[shape.lists[prefix]].append({"id": rest, **value})
        elif rest and prefix in shape.sets:
            document[shape.sets[prefix]].append(rest)
        elif rest and prefix in shape.maps:
            document[shape.maps[prefix]][rest] = value
        elif path in shape.groups:
            document |= value or {}
        elif prefix != "primary":
            document[path] = value
    _mark_primaries(document, units, shape)
    return document


def _mark_primaries(document: Document, units: Mapping[str, Any], shape: Shape) -> None:
    for primary in shape.primaries:
        for item in document.get(primary.items, ()):
            item["is_primary"] = units.get(f"primary/{primary.slot_of(item)}") == item["id"]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Units:
    """Return the patch that leads from one set of units to another; a removed unit is None."""
    changed = {
        path: value for path, value in after.items() if path not in before or before[path] != value
    }
    return changed | {path: None for path in before if path not in after}
