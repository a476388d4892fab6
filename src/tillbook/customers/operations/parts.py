"""Addresses, identifiers and contact persons as they are stored: ids, normal forms, what is preset.

What a newer release wrote into a part stays in it, whoever edits it here.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tillbook.customers.document import LISTS, columns
from tillbook.customers.rules import identifiers
from tillbook.customers.rules.validation import ADDRESS_LIMITS
from tillbook.exchange.core.units import Document
from tillbook.foundation import clock, emails
from tillbook.foundation.ids import new_id

Part = dict[str, Any]
_COMPUTED = frozenset({"id", "is_primary"})


def addresses(document: Document, *, before: Document | None) -> list[Part]:
    """Return the addresses as they are stored; those of `before` that were left out are retired.

    The document's contacts are in stored form already. Source: AR-024, AR-028 to AR-031.
    """
    stored = _stored(before, "addresses")
    given = [_address(one, stored, document) for one in _entered(document, before, "addresses")]
    kept = {one["id"] for one in given}
    given += [one | {"is_active": False} for id, one in stored.items() if id not in kept]
    choose_primary([one for one in given if one["is_active"]])
    for one in given:
        one["is_primary"] = one["is_primary"] and one["is_active"]
    return given


def choose_primary(items: Collection[Part]) -> None:
    """Leave exactly one primary: the last one marked, else the first one."""
    marked = [item for item in items if item["is_primary"]] or list(items)[:1]
    for item in items:
        item["is_primary"] = item is marked[-1]


def _address(entered: Mapping[str, Any], stored: Mapping[str, Part], document: Document) -> Part:
    """Give an address its id and the time of its birth, which stay for ever.

    Only a new one takes over whom to ask for and to call; from then on it has its own.
    """
    earlier = stored.get(str(entered.get("id")))
    if earlier is not None:
        born, presets = earlier.get("created_at") or "", {}
    else:
        born, presets = clock.now().isoformat(timespec="milliseconds"), _contact_of(document)
    return {
        "is_active": True,
        "is_primary": False,
        **_from_newer_release("addresses", earlier),
        **entered,
        **{name: entered.get(name) or value for name, value in presets.items()},
        "created_at": born,
        "id": str(entered.get("id") or new_id()),
    }


def _contact_of(document: Document) -> dict[str, str]:
    """Return the customer's name and primary phone, as an address begins with them."""
    phones = (one for one in document["contacts"] if one["kind"] == "phone" and one["is_primary"])
    phone = next((one["value"] for one in phones), "")
    # What was typed instead of a number may be longer than an address takes.
    fits = len(phone) <= ADDRESS_LIMITS["phone"]
    return {"name": document["name"], "phone": phone if fits else ""}


def identifiers_of(document: Document, *, before: Document | None) -> list[Part]:
    """Return the identifiers with their normal forms; the typed text is kept beside."""
    stored = _stored(before, "identifiers")
    return [_identifier(one, stored) for one in _entered(document, before, "identifiers")]


def _identifier(entered: Mapping[str, Any], stored: Mapping[str, Part]) -> Part:
    text = str(entered.get("value") or entered.get("as_typed"))
    read = identifiers.normalise(text, scheme=str(entered["scheme"]))
    return {
        **_from_newer_release("identifiers", stored.get(str(entered.get("id")))),
        **entered,
        "id": str(entered.get("id") or new_id()),
        "value": read if isinstance(read, str) else text,
        "as_typed": str(entered.get("as_typed") or text),
    }


def contact_persons(document: Document, *, before: Document | None) -> list[Part]:
    """Return the contact persons; a phone stays as it was typed."""
    stored = _stored(before, "contact_persons")
    return [_contact_person(one, stored) for one in _entered(document, before, "contact_persons")]


def _contact_person(entered: Mapping[str, Any], stored: Mapping[str, Part]) -> Part:
    email = emails.normalise(str(entered.get("email") or ""))
    return {
        "role": "",
        "phone": "",
        **_from_newer_release("contact_persons", stored.get(str(entered.get("id")))),
        **entered,
        "id": str(entered.get("id") or new_id()),
        "email": email.address if isinstance(email, emails.Email) else "",
    }


def _entered(document: Document, before: Document | None, name: str) -> Iterator[Part]:
    """Give the entered parts; an id that is not one of this customer's own counts as none.

    Otherwise a part of another customer would move here.
    """
    stored = _stored(before, name)
    for one in document.get(name) or ():
        is_known = before is None or str(one.get("id")) in stored
        yield dict(one) if is_known else {**one, "id": ""}


def _stored(before: Document | None, name: str) -> dict[str, Part]:
    return {part["id"]: dict(part) for part in (before or {}).get(name, ())}


def _from_newer_release(name: str, earlier: Part | None) -> Part:
    known = {*columns(LISTS[name]), *_COMPUTED}
    return {field: value for field, value in (earlier or {}).items() if field not in known}
