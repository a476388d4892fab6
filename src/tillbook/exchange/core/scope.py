"""What a channel database group's packages may hold: which entities, and which of their fields.

By allow-list: a field that a kind's list does not name goes nowhere.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.units import Document, Shape, from_units, to_units


class KindRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of one kind is in scope."""

    #: The fields that go along; None for all of them, none for no entity at all.
    fields: tuple[str, ...] | None = None
    #: Field -> the values of which it must have one; a list must have one in common.
    where: dict[str, tuple[str, ...]] = {}


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of every kind is in scope."""

    kinds: dict[str, KindRule] = {}
    #: Whether kinds that are not named are in scope, whole.
    others: bool = True


EVERYTHING = Rule()


def read_rule(stored: Mapping[str, Any]) -> Rule:
    """Return a rule as it was stored."""
    return msgspec.convert(stored, Rule)


def kind_rule(rule: Rule, kind: str) -> KindRule | None:
    """Return what of a kind is in scope, None for nothing."""
    found = rule.kinds.get(kind, KindRule() if rule.others else None)
    return None if found is None or found.fields == () else found


def holds(rule: Rule, kind: str, document: Document) -> bool:
    """Tell whether an entity is in scope."""
    found = kind_rule(rule, kind)
    return found is not None and all(
        _has_one(document.get(name), values) for name, values in found.where.items()
    )


def _has_one(value: Any, values: tuple[str, ...]) -> bool:
    return any(one in values for one in (value if isinstance(value, list) else [value]))


def project(
    rule: KindRule,
    document: Document,
    stamps: Stamps,
    shape: Shape,
    *,
    always: Collection[str] = (),
) -> tuple[Document, Stamps]:
    """Return what of an entity in scope goes along, and the stamps of that.

    A unit goes whole or not at all: whoever edits a part of it would write the rest as empty.
    """
    if rule.fields is None:
        return document, stamps
    allowed = {*rule.fields, *always}
    kept = {
        unit: value
        for unit, value in to_units(document, shape).items()
        if _fields_of(unit, shape) <= allowed
    }
    return from_units(document["id"], kept, shape), {
        unit: stamp for unit, stamp in stamps.items() if _fields_of(unit, shape) <= allowed
    }


def _fields_of(unit: str, shape: Shape) -> set[str]:
    prefix, _, rest = unit.partition("/")
    if rest and prefix == "primary":
        named = {one.items for one in shape.primaries if one.slot == rest and not one.slot_field}
        return named or {one.items for one in shape.primaries if one.slot_field}
    for parts in (shape.lists, shape.sets, shape.maps):
        if rest and prefix in parts:
            return {parts[prefix]}
    return set(shape.groups.get(unit, (unit,)))


def differing_kinds(before: Rule, after: Rule, kinds: list[str]) -> list[str]:
    """Name the kinds of which another rule has another scope."""
    return [kind for kind in kinds if kind_rule(before, kind) != kind_rule(after, kind)]
