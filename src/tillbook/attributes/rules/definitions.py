"""What is known about one attribute in one language: all that a form, a check and a search need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DATA_TYPES = ("text", "integer", "decimal", "currency", "boolean", "date_time", "reference")
WITH_UNIT = frozenset({"integer", "decimal"})
WITH_RANGE = frozenset({"integer", "decimal", "currency", "date_time"})
WITH_LIST = frozenset({"text"})
#: What people type to find somebody.
SEARCHABLE = frozenset({"text", "integer", "decimal", "currency"})
REFERENCE_KINDS = ("customer", "store", "worker")
TEXTS = ("friendly_name", "description", "help_text")

#: A stored value: text (also decimals, date-times and ids), a whole number, or yes and no.
Value = str | int | bool
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a fixed list."""

    code: str
    #: In the language of the definition.
    name: str
    #: In every language that there is, for searches.
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One attribute. Its values are read by `rules.values`."""

    id: str
    code: str
    #: What people see beside the field.
    label: str
    description: str = ""
    help_text: str = ""
    data_type: str = "text"
    unit: str = ""
    is_fixed_list: bool = False
    options: tuple[Option, ...] = ()
    #: Bounds in stored form; empty where that side is open.
    least: str = ""
    most: str = ""
    reference_kind: str = ""
    default: Value | None = None
    is_required: bool = False
    is_searchable: bool = False
    pattern: str = ""

    def option(self, code: object) -> Option | None:
        """Return the value of the list with a code."""
        return next((one for one in self.options if one.code == code), None)

    def texts_of(self, value: Any) -> tuple[str, ...]:
        """Return the texts by which a value is found: of a list, its names in every language."""
        if isinstance(value, bool) or self.data_type not in SEARCHABLE:
            return ()
        option = self.option(value)
        return option.names if option else (str(value),)


def define(attribute: Row, type: Row, *, language: str, default: Value | None = None) -> Definition:
    """Put an attribute and its type together; a default of the group's line goes first.

    Texts without a translation stand in the base language. Source: AR-049, AR-050.
    """
    texts = texts_in(attribute, language)
    has_range, is_list = bool(type.get("has_range")), bool(type.get("is_fixed_list"))
    own = attribute.get("default")
    return Definition(
        id=str(attribute["id"]),
        code=attribute["code"],
        label=texts["friendly_name"] or attribute["name"],
        description=texts["description"],
        help_text=texts["help_text"],
        data_type=type["data_type"],
        unit=type.get("unit", ""),
        is_fixed_list=is_list,
        options=tuple(_options(type.get("values", ()), language)) if is_list else (),
        least=type.get("range_from", "") if has_range else "",
        most=type.get("range_to", "") if has_range else "",
        reference_kind=type.get("reference_kind", ""),
        default=own if default is None else default,
        is_required=bool(attribute.get("is_required")),
        is_searchable=bool(attribute.get("is_searchable")),
        pattern=attribute.get("pattern", ""),
    )


def texts_in(row: Row, language: str) -> dict[str, str]:
    """Return the texts of an attribute or a group in a language, each as far as translated."""
    translated = in_language(row.get("translations") or {}, language) or {}
    return {name: translated.get(name) or row.get(name) or "" for name in TEXTS}


def in_language(by_language: Mapping[str, Any], language: str) -> Any:
    """Return what stands for a language, in any case of letters, else for its first part."""
    found = {code.lower(): one for code, one in by_language.items()}
    wanted = language.lower()
    return found.get(wanted) or found.get(wanted.partition("-")[0])


def _options(values: Iterable[Row], language: str) -> Iterable[Option]:
    for value in values:
        translations = value.get("translations") or {}
        base = value.get("name") or value["code"]
        yield Option(
            code=value["code"],
            name=in_language(translations, language) or base,
            names=tuple(dict.fromkeys((base, *translations.values()))),
        )
