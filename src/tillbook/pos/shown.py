"""Documents as screens show them: spaced numbers, formatted phones, address lines, marked hits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from tillbook.customers.queries import Found, Names
from tillbook.customers.rules import account_numbers
from tillbook.customers.rules.ranking import Match
from tillbook.exchange.core.units import Document
from tillbook.foundation import addresses, folding, phones
from tillbook.stores.queries import Place

_KINDS = ("phone", "email", "url")
_NUMBER_FIELD = "account_number"
_OTHER_NAMES = ("first_name", "middle_name", "last_name", "known_as", "phonetic_name")


def customer(document: Document, words: Names, *, country: str) -> dict[str, Any]:
    """Return a document with what its page shows beside it."""
    language = get_language() or "en"
    number = document.get("account_number", "")
    return document | {
        "number_spaced": account_numbers.spaced(number) if number else "",
        "lang": "zh-Hans" if folding.has_han(document["name"]) else "",
        "language_name": language_name(document.get("language", "")),
        "contacts": [
            contact | {"display": contact_text(contact)} for contact in document["contacts"]
        ],
        "addresses": [
            address | {"lines": addresses.lines(address, sent_from=country, language=language)}
            for address in document["addresses"]
            if address.get("is_active", True)
        ],
        "affiliations": [
            {"name": words.affiliations.get(code, code)} for code in document["affiliations"]
        ],
        "customer_group": words.groups.get(document["customer_group"], document["customer_group"]),
    }


def contact_text(contact: dict[str, Any]) -> str:
    """Return a contact for reading: phones in international form."""
    if contact["kind"] == "phone":
        phone = phones.normalise(contact["value"], country="")
        return phone.display if isinstance(phone, phones.Phone) else str(contact["as_typed"])
    return str(contact["value"])


def in_order(contacts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put contacts into the order of reading: phones, emails, web addresses; primary ones first."""
    return sorted(
        contacts,
        key=lambda contact: (_KINDS.index(contact["kind"]), not contact["is_primary"]),
    )


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language."""
    if not code:
        return ""
    try:
        locale = Locale.parse(code, sep="-")
        shown = locale.get_language_name((get_language() or "en").split("-")[0])
    except (UnknownLocaleError, ValueError):
        return code
    return shown[:1].upper() + shown[1:] if shown else code


def hits(found: Iterable[Found], words: Names, *, place: Place | None) -> list[dict[str, Any]]:
    """Return a result list's rows."""
    return [hit(item, words, place=place) for item in found]


def hit(found: Found, words: Names, *, place: Place | None) -> dict[str, Any]:
    """Return one row of a list, with the value that matched marked."""
    shown = customer(found.customer, words, country=place.country if place else "")
    primary = [contact for contact in shown["contacts"] if contact["is_primary"]]
    towns = [address["city"] for address in shown["addresses"] if address.get("city")]
    return {
        "customer": shown,
        "url": reverse("pos:customer", kwargs={"id": shown["id"]}),
        "matched": _matched(found.match, shown) if found.match else None,
        "contact": in_order(primary)[0]["display"] if primary else "",
        "aside": towns[0] if towns else "",
        "created": _created_here_today(shown, place) if place else None,
        "store": "",
    }


def _created_here_today(shown: dict[str, Any], place: Place) -> datetime | None:
    if (shown["store"], shown["register"]) != (place.number, place.register_number):
        return None
    at = datetime.fromisoformat(shown["created_at"])
    return at if timezone.localtime(at).date() == timezone.localdate() else None


def _matched(match: Match, shown: dict[str, Any]) -> dict[str, Any]:
    contact = _contact_at(match.pointer, shown)
    field = "address" if match.field.startswith("address.") else match.field
    if field == _NUMBER_FIELD:
        field = "number"
    elif field in _OTHER_NAMES:
        field = "name"
    return {
        "field": field,
        "kind": "mobile" if contact.get("is_mobile") else "",
        "label": contact.get("label", ""),
        "secondary": bool(contact) and not contact.get("is_primary"),
        "parts": _parts(match) if match.field not in _OTHER_NAMES else _whole(shown["name"]),
    }


def _contact_at(pointer: str, shown: dict[str, Any]) -> dict[str, Any]:
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "contacts":
        contact: dict[str, Any] = shown["contacts"][int(parts[2])]
        return contact
    return {}


def _whole(text: str) -> list[dict[str, Any]]:
    return [{"text": text, "hit": False}]


def _parts(match: Match) -> list[dict[str, Any]]:
    """Cut a value at the spans that matched."""
    parts, end = [], 0
    for start, stop in match.spans:
        if start > end:
            parts.append({"text": match.value[end:start], "hit": False})
        parts.append({"text": match.value[start:stop], "hit": True})
        end = stop
    if end < len(match.value):
        parts.append({"text": match.value[end:], "hit": False})
    return parts
