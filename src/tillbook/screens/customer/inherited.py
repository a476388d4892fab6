"""What the store hands down, in words: each value with its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tillbook.customers.queries import Names
from tillbook.exchange.core.units import Document
from tillbook.screens import words
from tillbook.screens.customer.around import Around

_ORDER = (
    "type",
    "customer_group",
    "currency",
    "language",
    "receipt_option",
    "receipt_email",
    "affiliations",
    "financial_dimensions",
    "country",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An inherited value, and where it comes from."""

    field: str
    label: str
    value: str
    source: str


def handed_down(around: Around) -> list[Line]:
    """Return what a new customer gets where nothing is chosen (AR-011)."""
    given = around.inherited
    return list(_lines(given.values, given.sources, around.names))


def taken_over(customer: Document, names: Names) -> list[Line]:
    """Return what a stored customer inherited when it was made (AR-023).

    Parts of addresses are left out: the page shows them there.
    """
    sources = {name: where for name, where in customer["inherited"].items() if name in customer}
    return list(_lines(customer, sources, names))


def _lines(values: Mapping[str, Any], sources: Mapping[str, str], names: Names) -> Iterable[Line]:
    group = str(values.get("customer_group", ""))
    details = {"customer_group": names.groups.get(group, group)}
    ordered = [name for name in _ORDER if name in sources]
    for name in [*ordered, *(name for name in sources if name not in _ORDER)]:
        if values.get(name) not in (None, "", [], {}):
            yield Line(
                field=name,
                label=words.field_name(name),
                value=in_words(name, values[name], names),
                source=words.source_name(sources[name], details),
            )


def in_words(field: str, value: Any, names: Names) -> str:
    """Write a value of the document with the names of its codes."""
    match field:
        case "customer_group":
            return names.groups.get(value, value)
        case "affiliations":
            return ", ".join(names.affiliations.get(code, code) for code in value)
    return words.value_name(field, value)
