"""The customer card of a sale: the columns that a layout chose, in their order (AR-054)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tillbook.attributes.queries import every_one
from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.queries import Names
from tillbook.customers.rules import account_numbers
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.foundation import addresses, folding
from tillbook.screens import attributes, words

#: Before the id of an attribute, in the codes of columns.
ATTRIBUTE = "attribute/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A column of the card, as a line: what it is called, and what stands there."""

    label: str
    #: Empty where the customer has none.
    value: str
    #: The language of the value where it is not the page's; else empty.
    lang: str = ""


def fields() -> dict[str, str]:
    """Name the fields that a card can show, by the codes of their columns."""
    named = ("phone", "email", "customer_group", "affiliations", "language", "currency")
    more = ("known_as", "receipt_option", "receipt_email", "price_group")
    return {
        "account_number": _("Customer number"),
        **{field: words.field_name(field) for field in named},
        "address": _("Address"),
        "note": pgettext("about a customer", "Note"),
        "store": _("Store"),
        **{field: words.field_name(field) for field in more},
    }


def columns(definitions: Iterable[Definition]) -> dict[str, str]:
    """Name everything that a card can show: fields, then attributes, by the codes of columns."""
    return fields() | {f"{ATTRIBUTE}{one.id}": one.label for one in definitions}


def check_columns(proposal: Proposal) -> Ruling:
    """Refuse a layout whose card would newly show what there is not: a misspelt column."""
    known = {*fields(), *(proposal.before or {}).get("card_columns", ())}
    known |= {f"{ATTRIBUTE}{one.id}" for one in every_one(language="")}
    for column in proposal.after.get("card_columns", ()):
        if column not in known:
            params = {"field": "card_columns", "column": column}
            return Ruling(refused="card.column_unknown", params=params)
    return Ruling()


def card(document: Document, names: Names, columns: Sequence[str]) -> tuple[CardLine, ...]:
    """Return the lines of a customer's card, in the order of the columns.

    A column that only a newer release knows, and an attribute that has not arrived here, are left
    out: headquarters may publish a layout before everything in it.
    """
    labels = fields()
    made = (_line(document, names, column, labels) for column in columns)
    return tuple(line for line in made if line is not None)


def _line(
    document: Document, names: Names, column: str, labels: Mapping[str, str]
) -> CardLine | None:
    if column.startswith(ATTRIBUTE):
        return _attribute(document, names, column.removeprefix(ATTRIBUTE))
    if column not in labels:
        return None
    value = _VALUES.get(column, _plain(column))(document, names)
    return CardLine(label=labels[column], value=value, lang=_language_of(value))


def _attribute(document: Document, names: Names, id: str) -> CardLine | None:
    definition = names.attributes.get(id)
    if definition is None:
        return None
    value = attributes.value_text(
        definition,
        (document.get("attributes") or {}).get(id),
        referred=names.referred,
        currency=document.get("currency") or "",
    )
    return CardLine(label=definition.label, value=value, lang=_language_of(value))


def _language_of(value: str) -> str:
    is_foreign = folding.has_han(value) and not (get_language() or "").startswith("zh")
    return "zh-Hans" if is_foreign else ""


def _plain(column: str) -> Callable[[Document, Names], str]:
    def told(document: Document, names: Names) -> str:
        value = document.get(column)
        return words.value_name(column, value) if value else ""

    return told


def _number(document: Document, names: Names) -> str:
    number = document.get("account_number") or ""
    return account_numbers.spaced(number) if number else _("Pending sync")


def _contact(kind: str) -> Callable[[Document, Names], str]:
    def told(document: Document, names: Names) -> str:
        found = [one for one in document.get("contacts") or () if one["kind"] == kind]
        first = next((one for one in found if one.get("is_primary")), None)
        return words.contact_text(first or found[0]) if found else ""

    return told


def _address(document: Document, names: Names) -> str:
    active = [one for one in document.get("addresses") or () if one.get("is_active", True)]
    if not active:
        return ""
    first = next((one for one in active if one.get("is_primary")), active[0])
    lines = addresses.lines({**first, "name": ""}, language=get_language() or "en")
    return ", ".join(lines)


def _group(document: Document, names: Names) -> str:
    code = document.get("customer_group") or ""
    return names.groups.get(code, code)


def _affiliations(document: Document, names: Names) -> str:
    codes = document.get("affiliations") or ()
    return ", ".join(names.affiliations.get(code, code) for code in codes)


_VALUES: Mapping[str, Callable[[Document, Names], str]] = {
    "account_number": _number,
    "phone": _contact("phone"),
    "email": _contact("email"),
    "customer_group": _group,
    "affiliations": _affiliations,
    "address": _address,
}
