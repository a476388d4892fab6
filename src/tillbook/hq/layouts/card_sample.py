"""A made-up customer with something in every column of the card, for the designer's preview."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tillbook.attributes.queries import every_one
from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.queries import Names
from tillbook.screens.card import CardLine, card

#: What stands for a value of each data type.
_EXAMPLES: Mapping[str, Any] = {
    "text": "…",
    "integer": 38,
    "decimal": "12.5",
    "currency": "500",
    "boolean": True,
    "date_time": "2026-05-04T12:00:00+00:00",
}


def sample(columns: tuple[str, ...], *, language: str) -> tuple[CardLine, ...]:
    """Return the card of the made-up customer, with the words of a language."""
    with translation.override(language):
        definitions = every_one(language=language)
        names = Names(groups={}, affiliations={}, attributes={one.id: one for one in definitions})
        return card(_customer(definitions), names, columns)


def _customer(definitions: Iterable[Definition]) -> dict[str, Any]:
    home = {"purpose": "home", "country": "SE", "postal_code": "411 06", "city": "Göteborg"}
    phone = {"kind": "phone", "value": "+46701740612", "as_typed": "070-174 06 12"}
    email = {"kind": "email", "value": "anna@example.com", "as_typed": "anna@example.com"}
    return {
        "account_number": "000123456",
        "contacts": [{**phone, "is_primary": True}, {**email, "is_primary": True}],
        "addresses": [{**home, "street": "Storgatan 1", "is_primary": True}],
        "customer_group": _("Retail"),
        "affiliations": [_("Gold")],
        "language": "sv",
        "currency": "SEK",
        "note": _("Prefers a text message"),
        "store": "1",
        "known_as": "Anna",
        "receipt_option": "email",
        "receipt_email": "anna@example.com",
        "price_group": "A",
        "attributes": {one.id: _example(one) for one in definitions},
    }


def _example(definition: Definition) -> Any:
    """Return a value that the attribute allows, as far as that is told."""
    if definition.default not in (None, ""):
        return definition.default
    if definition.options:
        return definition.options[0].code
    return definition.least or _EXAMPLES.get(definition.data_type)
