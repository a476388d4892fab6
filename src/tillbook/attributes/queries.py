"""Questions about attributes: configuration that every actor may read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from tillbook.attributes.models import Attribute, AttributeGroup, AttributeType
from tillbook.attributes.rules.definitions import Definition, Row, define
from tillbook.foundation.ids import is_id
from tillbook.nodes.configured import as_configured

_OF_ATTRIBUTE = """id code name friendly_name description help_text translations type default
is_required is_searchable pattern""".split()
_OF_TYPE = """id data_type unit is_fixed_list values has_range range_from range_to
reference_kind""".split()


def definitions(groups: Iterable[UUID], *, language: str) -> tuple[Definition, ...]:
    """Return the attributes of some groups in order, each where it stands first.

    What has not arrived here is left out. Source: AR-049, AR-050.
    """
    wanted = list(dict.fromkeys(groups))
    if not wanted:
        return ()
    lines = dict(AttributeGroup.objects.filter(id__in=wanted).values_list("id", "lines"))
    defaults: dict[UUID, Any] = {}
    for group in wanted:
        for line in lines.get(group, ()):
            defaults.setdefault(UUID(line["attribute"]), line.get("default"))
    return _defined(defaults, language)


def known(names: Collection[str], *, language: str) -> dict[str, Definition]:
    """Return attributes by what they were asked for with: their id or their code."""
    ids = [name for name in names if is_id(name)]
    codes = [name for name in names if not is_id(name)]
    if not names:
        return {}
    by_code = Attribute.objects.filter(code__in=codes).values_list("id", flat=True)
    found = _defined([*map(UUID, ids), *(by_code if codes else ())], language)
    return {name: one for one in found for name in (one.id, one.code) if name in names}


def every_one(*, language: str) -> tuple[Definition, ...]:
    """Return all attributes: in the order of the groups that have them, the others by code."""
    rows = {row["id"]: row for row in Attribute.objects.order_by("code").values(*_OF_ATTRIBUTE)}
    grouped = AttributeGroup.objects.order_by("code").values_list("lines", flat=True)
    lines = [line for group in (grouped if rows else ()) for line in group]
    wanted = dict.fromkeys((*(UUID(line["attribute"]) for line in lines), *rows))
    return _with_types(wanted, rows, language=language, defaults={})


def searchable() -> Mapping[str, Definition]:
    """Return the attributes that customers are found by, by id."""
    return as_configured("searchable attributes", _searchable)


def _searchable() -> dict[str, Definition]:
    ids = list(Attribute.objects.filter(is_searchable=True).values_list("id", flat=True))
    return {one.id: one for one in _defined(ids, "")}


def groups() -> list[AttributeGroup]:
    """List the attribute groups, by code."""
    return list(AttributeGroup.objects.order_by("code"))


def _defined(
    wanted: Collection[UUID] | Mapping[UUID, Any], language: str
) -> tuple[Definition, ...]:
    """Return definitions in the order asked; a mapping holds the defaults of a group's lines."""
    if not wanted:
        return ()
    defaults = wanted if isinstance(wanted, Mapping) else {}
    found = Attribute.objects.filter(id__in=list(wanted))
    rows: dict[UUID, Row] = {row["id"]: row for row in found.values(*_OF_ATTRIBUTE)}
    return _with_types(wanted, rows, language=language, defaults=defaults)


def _with_types(
    wanted: Iterable[UUID],
    rows: Mapping[UUID, Row],
    *,
    language: str,
    defaults: Mapping[UUID, Any],
) -> tuple[Definition, ...]:
    if not rows:
        return ()
    needed = AttributeType.objects.filter(id__in={row["type"] for row in rows.values()})
    types: dict[UUID, Row] = {row["id"]: row for row in needed.values(*_OF_TYPE)}
    return tuple(
        define(row, types[row["type"]], language=language, default=defaults.get(id))
        for id in wanted
        if (row := rows.get(id)) is not None and row["type"] in types
    )
