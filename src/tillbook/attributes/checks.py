"""What headquarters checks of attributes, whoever changes them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from tillbook.attributes.models import Attribute, AttributeGroup, AttributeType
from tillbook.attributes.rules import definitions, patterns, values
from tillbook.attributes.rules.definitions import TEXTS, Definition, define
from tillbook.configuration.checks import Checked, row_of, unique
from tillbook.exchange.core.units import Document
from tillbook.foundation import checks as of
from tillbook.foundation.checks import Fields, Finding
from tillbook.foundation.ids import is_id

MOST_VALUES = 1000
MOST_LINES = 200
_NAME = of.text(80, required=True)
_TEXTS = {"friendly_name": of.text(80), "description": of.text(250), "help_text": of.text(250)}


def _list_values(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for values with a code of their own, a name, and names in other languages."""
    rows = document.get(name, [])
    if not isinstance(rows, list) or len(rows) > MOST_VALUES:
        yield Finding(code="field.invalid", field=name)
    elif not all(_is_list_value(row) for row in rows):
        yield Finding(code="attribute_type.value_malformed", field=name)
    elif len({row["code"] for row in rows}) < len(rows):
        yield Finding(code="field.repeated", field=name)
    else:
        for row in rows:
            yield from of.unknown(row, ("code", "name", "translations"), field=name)
        yield from _names_differ(rows, name)


def _names_differ(rows: Collection[Fields], field: str) -> Iterator[Finding]:
    """Ask for values that people can tell apart, in every language: they choose by the name."""
    translated = [row.get("translations", {}) for row in rows]
    for language in {"", *(language for names in translated for language in names)}:
        shown = set[str]()
        for row in rows:
            name = row.get("translations", {}).get(language, row["name"]).strip()
            if name.casefold() in shown:
                code = "attribute_type.name_repeated"
                yield Finding(code=code, field=field, params={"value": name})
            shown.add(name.casefold())


def _is_list_value(row: object) -> bool:
    if not isinstance(row, Mapping):
        return False
    texts = (row.get("code"), row.get("name"))
    return all(_is_short(text, 80) for text in texts) and _are_names(row.get("translations", {}))


def _are_names(by_language: object) -> bool:
    return isinstance(by_language, Mapping) and all(
        isinstance(language, str) and _is_short(text, 80) for language, text in by_language.items()
    )


def _is_short(text: object, limit: int) -> bool:
    is_text = isinstance(text, str) and len(text) <= limit
    return is_text and not of.is_blank(str(text)) and not of.has_control(str(text))


def _translations(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for texts by language, each of the length of the text that it stands for."""
    value = document.get(name, {})
    if not isinstance(value, Mapping) or not all(map(_are_texts, value.values())):
        yield Finding(code="field.invalid", field=name)
        return
    for texts in value.values():
        for found in of.findings(texts, _TEXTS):
            yield Finding(code=found.code, field=name, params=found.params)


def _are_texts(texts: object) -> bool:
    return isinstance(texts, Mapping) and set(texts) <= set(TEXTS)


def _fits_data_type(before: Document | None, after: Document) -> Iterator[Finding]:
    """Refuse limits that the data type does not have. Source: AR-045, AR-046."""
    kind = after["data_type"]
    for field, types in (
        ("unit", definitions.WITH_UNIT),
        ("is_fixed_list", definitions.WITH_LIST),
        ("has_range", definitions.WITH_RANGE),
        ("reference_kind", frozenset({"reference"})),
    ):
        if after.get(field) and kind not in types:
            yield Finding(code=f"attribute_type.no_{field}", field=field, params={"type": kind})
    if kind == "reference" and not after.get("reference_kind"):
        yield Finding(code="field.required", field="reference_kind")
    if after.get("is_fixed_list") and not after.get("values"):
        yield Finding(code="attribute_type.empty_list", field="values")


def _has_bounds(before: Document | None, after: Document) -> Iterator[Finding]:
    """Ask for bounds in the form of the type's values, the lower one first."""
    if not after.get("has_range"):
        return
    kind, sides = after["data_type"], ("range_from", "range_to")
    plain = Definition(id=after["id"], code="", label="", data_type=kind)
    for side in sides:
        text = after.get(side, "")
        if text and _as_text(values.read(text, plain)) != text:
            yield Finding(code="attribute_type.bound_malformed", field=side, params={"type": kind})
            return
    low, high = (after.get(side, "") for side in sides)
    if not low and not high:
        yield Finding(code="attribute_type.no_bounds", field="range_from")
    elif low and high and values.comparable(low, kind) > values.comparable(high, kind):
        yield Finding(code="attribute_type.bounds_reversed", field="range_to")


def _as_text(value: object) -> str:
    return "" if isinstance(value, Finding) else str(value)


def _keeps_defaults(before: Document | None, after: Document) -> Iterator[Finding]:
    """Refuse limits that leave out what attributes and groups preset."""
    rows = Attribute.objects.filter(type=after["id"]) if before else Attribute.objects.none()
    attributes = {str(row.id): row for row in rows}
    presets = [(row.name, str(row.id), row.default) for row in attributes.values()]
    for group in AttributeGroup.objects.order_by("code") if attributes else ():
        lines = (line for line in group.lines if line["attribute"] in attributes)
        presets += [(group.name, line["attribute"], line.get("default")) for line in lines]
    for user, id, default in presets:
        definition = define(_document(attributes[id]), after, language="")
        if default is not None and values.read(default, definition) != default:
            params = {"value": _name_in(before or {}, default), "user": user}
            yield Finding(code="attribute_type.default_left_out", field="values", params=params)


def _keeps_patterns(before: Document | None, after: Document) -> Iterator[Finding]:
    """Refuse a list while an attribute has a pattern: it could not be saved any more."""
    if before and after.get("is_fixed_list"):
        for row in Attribute.objects.filter(type=after["id"]).exclude(pattern="").order_by("code"):
            params = {"user": row.name}
            code = "attribute_type.pattern_left_out"
            yield Finding(code=code, field="is_fixed_list", params=params)


def _name_in(type: Document, value: object) -> str:
    """Return what people call a value: they do not see the codes of a list."""
    listed = type.get("values", []) if type.get("is_fixed_list") else []
    return next((row["name"] for row in listed if row["code"] == value), str(value))


def _document(row: Attribute) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "friendly_name": row.friendly_name,
        "pattern": row.pattern,
    }


def _suits_type(before: Document | None, after: Document) -> Iterator[Finding]:
    """Refuse options that the type does not have, and a default that it does not allow."""
    type = AttributeType.objects.filter(id=after["type"]).values().get()
    kind = type["data_type"]
    if after.get("is_searchable") and kind not in definitions.SEARCHABLE:
        yield Finding(code="attribute.not_searchable", field="is_searchable", params={"type": kind})
    if after.get("pattern") and (kind != "text" or type["is_fixed_list"]):
        yield Finding(code="attribute.no_pattern", field="pattern", params={"type": kind})
    yield from _preset(after.get("default"), define(after, type, language=""), field="default")


def _keeps_presets(before: Document | None, after: Document) -> Iterator[Finding]:
    """Refuse a pattern that leaves out what groups preset."""
    type = AttributeType.objects.filter(id=after["type"]).values().get()
    definition = define(after, type, language="")
    for group in AttributeGroup.objects.order_by("code") if before else ():
        for line in group.lines:
            default = line.get("default") if line["attribute"] == after["id"] else None
            if default is not None and values.read(default, definition) != default:
                params = {"value": str(default), "user": group.name}
                code = "attribute_type.default_left_out"
                yield Finding(code=code, field="pattern", params=params)


def _preset(value: object, definition: Definition, *, field: str) -> Iterator[Finding]:
    """Ask for a default in stored form."""
    if value is None:
        return
    read = values.read(value, definition)
    if isinstance(read, Finding):
        yield Finding(code=read.code, field=field, params=read.params)
    elif read != value or type(read) is not type(value):
        params = {"name": definition.label, "as": definition.data_type}
        yield Finding(code="attribute.malformed", field=field, params=params)


def _pattern(document: Fields, name: str) -> Iterator[Finding]:
    yield from of.text(patterns.LONGEST)(document, name)
    if fault := patterns.fault(document.get(name, "")):
        yield Finding(code=f"attribute.pattern_{fault}", field=name)


def _lines(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for attributes, each once."""
    rows = document.get(name, [])
    if not isinstance(rows, list) or len(rows) > MOST_LINES or not all(map(_is_line, rows)):
        yield Finding(code="field.invalid", field=name)
    elif len({row["attribute"] for row in rows}) < len(rows):
        yield Finding(code="field.repeated", field=name)
    else:
        for row in rows:
            yield from of.unknown(row, ("attribute", "default"), field=name)


def _is_line(row: object) -> bool:
    return (
        isinstance(row, Mapping)
        and isinstance(row.get("attribute"), str)
        and is_id(row["attribute"])
    )


def _known_attributes(before: Document | None, after: Document) -> Iterator[Finding]:
    """Ask for attributes that there are, with defaults that their types allow."""
    lines = after.get("lines", [])
    found = _defined([line["attribute"] for line in lines])
    for line in lines:
        definition = found.get(line["attribute"])
        if definition is None:
            yield Finding(code="reference.unknown", field="lines")
        else:
            yield from _preset(line.get("default"), definition, field="lines")


def _defined(ids: Collection[str]) -> dict[str, Definition]:
    attributes = Attribute.objects.filter(id__in=[UUID(id) for id in ids]).values()
    types = {row["id"]: row for row in AttributeType.objects.values()}
    return {
        str(row["id"]): define(row, types[row["type"]], language="")
        for row in attributes
        if row["type"] in types
    }


_WORDED = {**_TEXTS, "translations": _translations}
CHECKS: dict[str, Checked] = {
    "attribute_type": Checked(
        fields={
            "code": unique(AttributeType, written=of.code(50)),
            "name": _NAME,
            "data_type": of.one_of(definitions.DATA_TYPES),
            "unit": of.text(20),
            "is_fixed_list": of.flag,
            "values": _list_values,
            "has_range": of.flag,
            "range_from": of.text(40),
            "range_to": of.text(40),
            "reference_kind": of.one_of(("", *definitions.REFERENCE_KINDS)),
        },
        fixed=["code", "data_type"],
        questions=[_fits_data_type, _has_bounds, _keeps_defaults, _keeps_patterns],
    ),
    "attribute": Checked(
        fields={
            "code": unique(Attribute, written=of.code(50)),
            "name": _NAME,
            **_WORDED,
            "type": row_of(AttributeType),
            "is_required": of.flag,
            "is_searchable": of.flag,
            "pattern": _pattern,
        },
        fixed=["code", "type"],
        questions=[_suits_type, _keeps_presets],
    ),
    "attribute_group": Checked(
        fields={
            "code": unique(AttributeGroup, written=of.code(50)),
            "name": _NAME,
            **_WORDED,
            "lines": _lines,
        },
        fixed=["code"],
        questions=[_known_attributes],
    ),
}
