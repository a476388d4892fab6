"""Documents as screens show them: spaced numbers, formatted phones, address lines."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from tillbook.customers.queries import Names
from tillbook.customers.rules import account_numbers, consents
from tillbook.exchange.core.units import Document
from tillbook.foundation import addresses, folding
from tillbook.screens import words
from tillbook.staff.queries import names_of

_KINDS = ("phone", "email", "url")


def listed(document: Document, names: Names) -> dict[str, Any]:
    """Return a document with what a line of a list shows of it."""
    number = document.get("account_number", "")
    return document | {
        "number_spaced": account_numbers.spaced(number) if number else "",
        "lang": "zh-Hans" if folding.has_han(document["name"]) else "",
        "contacts": [
            contact | {"display": words.contact_text(contact)} for contact in document["contacts"]
        ],
        "affiliations": [
            {"name": names.affiliations.get(code, code)} for code in document["affiliations"]
        ],
    }


def customer(
    document: Document, names: Names, *, country: str, purposes: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a document with what a card of it shows."""
    language = get_language() or "en"
    return listed(document, names) | {
        "language_name": words.language_name(document.get("language", "")),
        "addresses": [
            address
            | {
                "phone_display": words.phone_text(address.get("phone", "")),
                "lines": addresses.lines(address, sent_from=country, language=language),
                "purpose_name": (purposes or {}).get(address["purpose"])
                or words.choice_name(address["purpose"]),
            }
            for address in document["addresses"]
            if address.get("is_active", True)
        ],
        "customer_group": names.groups.get(document["customer_group"], document["customer_group"]),
    }


def with_answers(
    document: Document, names: Names, *, country: str, purposes: Mapping[str, str]
) -> dict[str, Any]:
    """Return a document with what its own page shows: the contacts in order, each with its answer."""
    answers = _answers(document)
    shown = customer(document, names, country=country, purposes=purposes)
    contacts = [one | {"answer": answers.get(one["id"])} for one in in_order(shown["contacts"])]
    return shown | {"contacts": contacts}


def _answers(document: Document) -> dict[str, dict[str, Any]]:
    """Return the answer for marketing of each contact that can be asked, with its proof in words."""
    given = document.get("consents") or {}
    found = {key: one for key, one in given.items() if key.endswith(f"/{consents.MARKETING}")}
    people = names_of([UUID(one["by"]) for one in found.values() if one.get("by")])
    return {
        contact["id"]: _answer(found.get(consents.key(contact["id"], consents.MARKETING)), people)
        for contact in document["contacts"]
        if contact["kind"] in consents.KINDS
    }


def _answer(given: Mapping[str, Any] | None, people: Mapping[UUID, str]) -> dict[str, Any]:
    answer = str((given or {}).get("answer") or consents.NOT_ASKED)
    made: dict[str, Any] = {"value": answer, "name": words.answer_name(answer)}
    if given is None or answer == consents.NOT_ASKED:
        return made
    at, by = given.get("at"), given.get("by")
    return made | {
        "at": datetime.fromisoformat(at) if at else None,
        "by": people.get(UUID(by), "") if by else "",
        "wording": given.get("wording"),
        "source": words.source_of_answer(str(given.get("source", ""))),
    }


def in_order(contacts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put contacts into the order of reading: phones, emails, web addresses; primary ones first."""
    return sorted(
        contacts,
        key=lambda contact: (_KINDS.index(contact["kind"]), not contact["is_primary"]),
    )
