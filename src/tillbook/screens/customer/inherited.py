"""What the store hands down, in words: each value with its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tillbook.customers.queries import Names
from tillbook.customers.rules.defaults import Source
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
    #: Whether it is the default customer's, which a heading may name for all.
    is_copied: bool


def handed_down(around: Around) -> list[Line]:
    """Return what a new customer gets where nothing is chosen (AR-011).

    The type is left out: a form always shows the chosen one.
    """
    given = around.inherited
    sources = {name: where for name, where in given.sources.items() if name != "type"}
    return list(lines(given.values, sources, around.names, group=around.handed.group_name))


def taken_over(customer: Document, names: Names) -> list[Line]:
    """Return what a stored customer inherited when it was made (AR-023).

    Parts of addresses are left out: the page shows them there.
    """
    sources = {name: where for name, where in customer["inherited"].items() if name in customer}
    return list(lines(customer, sources, names))


def lines(
    values: Mapping[str, Any],
    sources: Mapping[str, str],
    names: Names,
    *,
    group: str = "",
    unit: str = "",
) -> Iterable[Line]:
    """Write inherited values in the order of the form.

    `group` names the customer group where this node does not know it, `unit` the operating unit.
    """
    code = str(values.get("customer_group", ""))
    details = {"customer_group": group or names.groups.get(code, code)}
    details |= {"operating_unit": unit} if unit else {}
    ordered = [name for name in _ORDER if name in sources]
    for name in [*ordered, *(name for name in sources if name not in _ORDER)]:
        if values.get(name) not in (None, "", [], {}):
            yield Line(
                field=name,
                label=words.field_name(name),
                value=_group_or(name, values[name], names, group=group),
                source=words.source_name(sources[name], details),
                is_copied=sources[name] == Source.DEFAULT_CUSTOMER,
            )


def _group_or(field: str, value: Any, names: Names, *, group: str) -> str:
    """Write a value; a register without groups knows the name of the one that is handed down."""
    return group if field == "customer_group" and group else in_words(field, value, names)


def in_words(field: str, value: Any, names: Names) -> str:
    """Write a value of the document with the names of its codes."""
    match field:
        case "customer_group":
            return names.groups.get(value, value)
        case "affiliations":
            return ", ".join(names.affiliations.get(code, code) for code in value)
        case "address_books":
            return ", ".join(names.address_books.get(code, code) for code in value)
    return words.value_name(field, value)
