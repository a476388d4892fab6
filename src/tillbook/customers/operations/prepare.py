"""Bringing what was entered into the form that is stored: ids, normal forms, name parts, primaries.

Nothing typed is dropped: the typed text of a contact stays beside its normal form.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.rules import validation
from tillbook.exchange.core.units import Document
from tillbook.foundation import clock, emails, names, phones
from tillbook.foundation.ids import new_id

_PARTS = ("first_name", "middle_name", "last_name")
_LONGEST_PART = min(validation.LIMITS[part] for part in _PARTS)


def prepare(entered: Mapping[str, Any], *, country: str) -> Document:
    """Check what was entered and bring it into stored form. Raises InvalidCustomer."""
    document = deepcopy(dict(entered))
    problems = validation.problems(document, store_country=country)
    if problems:
        raise InvalidCustomer(problems)
    _complete_name(document)
    document["contacts"] = [
        _contact(contact, country) for contact in document.get("contacts") or ()
    ]
    document["addresses"] = [_address(address) for address in document.get("addresses") or ()]
    _choose_primaries(document["contacts"], slot="kind")
    _choose_primaries(document["addresses"], slot=None)
    return document


def _complete_name(document: Document) -> None:
    """Fill the full name from its parts, or a person's parts from the full name."""
    language = document.get("language") or "en"
    first, last = document.get("first_name") or "", document.get("last_name") or ""
    if not (document.get("name") or "").strip():
        document["name"] = names.join(first, last, language=language)
    elif not first and not last and document.get("type") != "organization":
        split = names.split(document["name"], language=language)
        # A name is never refused for parts that nobody typed.
        if max(len(split.first), len(split.last)) <= _LONGEST_PART:
            document["first_name"], document["last_name"] = split.first, split.last
    for part in _PARTS:
        document[part] = document.get(part) or ""


def _contact(contact: Mapping[str, Any], country: str) -> dict[str, Any]:
    """Give a contact its normal form; the typed text is kept beside."""
    typed = str(contact.get("as_typed") or contact["value"])
    value, is_mobile = contact["value"], bool(contact.get("is_mobile", False))
    if contact["kind"] == "phone":
        phone = phones.normalise(str(contact["value"]), country=country)
        value = phone.e164 if isinstance(phone, phones.Phone) else value
    elif contact["kind"] == "email":
        email = emails.normalise(str(contact["value"]))
        value = email.address if isinstance(email, emails.Email) else value
    return {
        "extension": "",
        "label": "",
        "is_primary": False,
        **contact,
        "id": str(contact.get("id") or new_id()),
        "value": value,
        "as_typed": typed,
        "is_mobile": is_mobile,
    }


def _address(address: Mapping[str, Any]) -> dict[str, Any]:
    """Give an address its id, and the time of its birth: both stay for ever."""
    born = clock.now().isoformat(timespec="milliseconds")
    return {
        "is_active": True,
        "is_primary": False,
        **address,
        "created_at": address.get("created_at") or ("" if address.get("id") else born),
        "id": str(address.get("id") or new_id()),
    }


def _choose_primaries(items: list[dict[str, Any]], *, slot: str | None) -> None:
    """Leave exactly one primary per slot: the last one marked, else the first one."""
    slots: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        slots.setdefault(str(item[slot]) if slot else "", []).append(item)
    for group in slots.values():
        marked = [item for item in group if item["is_primary"]]
        chosen = marked[-1] if marked else group[0]
        for item in group:
            item["is_primary"] = item is chosen
