"""A stored customer by sections, as the pages show it: key facts in a line, and each value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tillbook.customers.queries import Names
from tillbook.exchange.core.units import Document
from tillbook.screens import attributes, words
from tillbook.screens.customer.choices import scheme_name
from tillbook.screens.customer.fields import Kind, Section, of
from tillbook.screens.customer.inherited import in_words
from tillbook.screens.customer.summaries import summaries, title

#: Shown by the head of the page, or one by one.
_ELSEWHERE = frozenset({"name", "type"})
#: What says nothing unless it differs from this.
_USUAL = {"blocked": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A section of a customer's page."""

    key: str
    title: str
    summary: str
    #: Label and value.
    rows: tuple[tuple[str, str], ...]


def sections(customer: Document, names: Names, purposes: Mapping[str, str]) -> list[Facts]:
    """Return the sections in their order."""
    lines = summaries(customer, names, purposes)
    return [
        Facts(
            key=str(section),
            title=title(section),
            summary=lines[section],
            rows=tuple(_rows(section, customer, names)),
        )
        for section in Section
    ]


def _rows(section: Section, customer: Document, names: Names) -> Iterable[tuple[str, str]]:
    for spec in of(section):
        value = customer.get(spec.name)
        if spec.name in _ELSEWHERE or value in (None, "", [], False, _USUAL.get(spec.name)):
            continue
        shown = str(value) if spec.kind is Kind.LINES else in_words(spec.name, value, names)
        yield words.field_name(spec.name), shown
    match section:
        case Section.ATTRIBUTES:
            yield from attributes.rows(customer, names)
        case Section.GROUP:
            yield from (customer.get("financial_dimensions") or {}).items()
        case Section.IDENTIFIERS:
            for item in customer.get("identifiers") or ():
                yield scheme_name(item["scheme"]), item["as_typed"] or item["value"]
        case Section.NAME:
            for person in customer.get("contact_persons") or ():
                facts = (person["name"], person["phone"], person["email"])
                yield person["role"] or words.field_name("contact_person"), _lines(facts)


def _lines(facts: Iterable[str]) -> str:
    return "\n".join(fact for fact in facts if fact)
