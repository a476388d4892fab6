"""Documents as screens show them: spaced numbers, formatted phones, address lines."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from tillbook.customers.queries import Names
from tillbook.customers.rules import account_numbers
from tillbook.exchange.core.units import Document
from tillbook.foundation import addresses, folding
from tillbook.screens import words

_KINDS = ("phone", "email", "url")


def customer(
    document: Document, names: Names, *, country: str, purposes: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a document with what its page shows beside it."""
    language = get_language() or "en"
    number = document.get("account_number", "")
    return document | {
        "number_spaced": account_numbers.spaced(number) if number else "",
        "lang": "zh-Hans" if folding.has_han(document["name"]) else "",
        "language_name": words.language_name(document.get("language", "")),
        "contacts": [
            contact | {"display": words.contact_text(contact)} for contact in document["contacts"]
        ],
        "addresses": [
            address
            | {
                "lines": addresses.lines(address, sent_from=country, language=language),
                "purpose_name": (purposes or {}).get(address["purpose"])
                or words.choice_name(address["purpose"]),
            }
            for address in document["addresses"]
            if address.get("is_active", True)
        ],
        "affiliations": [
            {"name": names.affiliations.get(code, code)} for code in document["affiliations"]
        ],
        "customer_group": names.groups.get(document["customer_group"], document["customer_group"]),
    }


def in_order(contacts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put contacts into the order of reading: phones, emails, web addresses; primary ones first."""
    return sorted(
        contacts,
        key=lambda contact: (_KINDS.index(contact["kind"]), not contact["is_primary"]),
    )
