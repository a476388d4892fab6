"""Rows of result lists: the customer, and the value that matched, marked."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tillbook.customers.found import Found
from tillbook.customers.parameters import parameters_of
from tillbook.customers.queries import Names
from tillbook.customers.rules.ranking import Match
from tillbook.screens import masking, shown
from tillbook.screens.search_words import own_words
from tillbook.stores.queries import Place

_NUMBER_FIELD = "account_number"
_OTHER_NAMES = ("first_name", "middle_name", "last_name", "known_as", "phonetic_name")


def hits(found: Iterable[Found], names: Names, *, place: Place | None) -> list[dict[str, Any]]:
    """Return a result list's rows."""
    words = own_words(parameters_of(place.store if place else None).search_criteria)
    return [hit(item, names, place=place, words=words) for item in found]


def hit(
    found: Found,
    names: Names,
    *,
    place: Place | None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return one row of a list, with the value that matched marked; `words` are the chain's own."""
    customer = shown.listed(found.customer, names)
    primary = [contact for contact in customer["contacts"] if contact["is_primary"]]
    in_use = [one for one in customer["addresses"] if one.get("is_active", True)]
    towns = [address["city"] for address in in_use if address.get("city")]
    return {
        "customer": customer,
        "url": reverse("pos:customer", kwargs={"id": customer["id"]}),
        "matched": _matched(found.match, customer, names, words) if found.match else None,
        "contact": shown.in_order(primary)[0]["display"] if primary else "",
        "aside": towns[0] if towns else "",
        "created": _created_here_today(customer, place) if place else None,
        "store": "",
    }


def masked(hit: dict[str, Any]) -> dict[str, Any]:
    """Hide what reaches a customer of another store, until the customer is opened."""
    matched, contact = hit["matched"], hit["contact"]
    if matched and matched["field"] in masking.MASKED:
        parts = masking.masked_parts(matched["field"], matched["parts"])
        matched = matched | {"parts": parts}
    kind = "email" if "@" in contact else "phone"
    shown_contact = masking.masked(kind, contact) if contact else ""
    return hit | {"matched": matched, "contact": shown_contact}


def _created_here_today(customer: dict[str, Any], place: Place) -> datetime | None:
    if (customer["store"], customer["register"]) != (place.number, place.register_number):
        return None
    at = datetime.fromisoformat(customer["created_at"])
    return at if timezone.localtime(at).date() == timezone.localdate() else None


def _matched(
    match: Match, customer: dict[str, Any], names: Names, words: Mapping[str, str]
) -> dict[str, Any]:
    contact = _contact_at(match.pointer, customer)
    field = match.field.partition(".")[0] if "." in match.field else match.field
    if field == "attribute":
        definition = names.attributes.get(match.pointer.rpartition("/")[2])
        return {
            "field": field,
            "name": definition.label if definition else "",
            "parts": _parts(match),
        }
    if field == _NUMBER_FIELD:
        field = "number"
    elif field in _OTHER_NAMES:
        field = "name"
    return {
        "name": words.get(field, ""),
        "field": field,
        "kind": "mobile" if contact.get("is_mobile") else "",
        "label": contact.get("label", ""),
        "secondary": bool(contact) and not contact.get("is_primary"),
        "parts": _parts(match) if match.field not in _OTHER_NAMES else _whole(customer["name"]),
    }


def _contact_at(pointer: str, customer: dict[str, Any]) -> dict[str, Any]:
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "contacts":
        contact: dict[str, Any] = customer["contacts"][int(parts[2])]
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
