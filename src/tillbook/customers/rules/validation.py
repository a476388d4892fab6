"""What a customer document must and must not hold before it is saved.

Only codes and pointers come from here; the words for people live with the screens and the API.
What is allowed is stored as typed: emoji, combining characters and right-to-left text stay.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tillbook.customers.rules import identifiers
from tillbook.foundation import amounts, countries, emails, phones, urls

TYPES = ("person", "organization")
CONTACT_KINDS = ("email", "phone", "url")
RECEIPT_OPTIONS = ("standard", "email", "both")
BLOCKED = ("no", "invoices", "all")
#: Fields that are yes or no.
FLAGS = (
    "prices_include_tax",
    "credit_limit_is_mandatory",
    "on_account_allowed",
    "is_non_chargeable",
)

#: The longest text that each field takes, in characters.
LIMITS: Mapping[str, int] = {
    "name": 200,
    "first_name": 100,
    "middle_name": 100,
    "last_name": 100,
    "title": 50,
    "phonetic_name": 200,
    "known_as": 100,
    "customer_group": 50,
    "currency": 3,
    "language": 35,
    "receipt_email": 254,
    "note": 4000,
    "tax_exempt_number": 50,
    "tax_group": 50,
    "sales_tax_group": 50,
    "tax_office": 100,
    "price_group": 50,
    "line_discount_group": 50,
    "multiline_discount_group": 50,
    "total_discount_group": 50,
    "charge_group": 50,
    "invoice_account": 32,
    "credit_rating": 50,
}
CONTACT_LIMITS: Mapping[str, int] = {
    "value": 254,
    "as_typed": 254,
    "extension": 20,
    "label": 60,
}
ADDRESS_LIMITS: Mapping[str, int] = {
    "purpose": 50,
    "name": 200,
    "attention": 200,
    "phone": 60,
    "street": 250,
    "street_number": 30,
    "building": 100,
    "post_box": 60,
    "city": 100,
    "district": 100,
    "county": 100,
    "state": 100,
    "postal_code": 20,
    "country": 2,
}
IDENTIFIER_LIMITS: Mapping[str, int] = {"scheme": 50, "value": 60, "as_typed": 60}
CONTACT_PERSON_LIMITS: Mapping[str, int] = {"name": 200, "role": 100, "email": 254, "phone": 60}

_MANY_LINES = frozenset({"note", "street"})
#: Separators, marks that need a letter, and controls. Unassigned characters are newer than this Python.
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Mn", "Mc", "Me", "Cc", "Cf", "Cs"})
_LINE_BREAKS = frozenset("\n\r\t")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Name one thing that keeps a document from being saved."""

    #: Stable, for example "name.required".
    code: str
    #: JSON pointer into the document, for example "/contacts/0/value".
    pointer: str
    #: What the message needs besides, for example {"limit": 200}.
    params: Mapping[str, str | int] = field(default_factory=dict)


def problems(
    document: Mapping[str, Any], *, store_country: str, required: Iterable[str] = ()
) -> list[Problem]:
    """List what keeps the document from being saved, in the order of the form; empty when all is well.

    A name is always required. ``required`` adds fields of the document, "phone" or "email" for a
    contact of that kind, "contact" for either, and "address" for at least one address. A phone that
    carries ``accept_as_typed`` may be one that no number can be read from.
    """
    found = [
        *_missing(document, ["name", *required]),
        *_closed_sets(document),
        *_texts(document, LIMITS, pointer=""),
        *_receipt_email(document),
        *_terms(document),
    ]
    for position, contact in enumerate(document.get("contacts") or []):
        found += _contact(contact, f"/contacts/{position}", store_country)
    for position, address in enumerate(document.get("addresses") or []):
        found += _address(address, f"/addresses/{position}")
    found += _identifiers(document.get("identifiers") or [])
    for position, person in enumerate(document.get("contact_persons") or []):
        found += _contact_person(person, f"/contact_persons/{position}")
    return found


def missing(document: Mapping[str, Any], required: Iterable[str]) -> list[str]:
    """Name what a document lacks of what is required of it."""
    codes = [problem.code for problem in _missing(document, required)]
    return [code.removesuffix(".required") for code in codes]


def _missing(document: Mapping[str, Any], required: Iterable[str]) -> Iterator[Problem]:
    contacts = document.get("contacts") or []
    kinds = {contact.get("kind") for contact in contacts if _is_visible(_text_of(contact))}
    for name in dict.fromkeys(required):
        match name:
            case "name":
                parts = ("name", "first_name", "last_name")
                is_there = any(_is_visible(document.get(part)) for part in parts)
            case "phone" | "email":
                is_there = name in kinds
            case "contact":
                is_there = bool(kinds & {"phone", "email"})
            case "address":
                is_there = any(_is_active(one) for one in document.get("addresses") or ())
            case _:
                is_there = _is_visible(document.get(name))
        if not is_there:
            yield Problem(code=f"{name}.required", pointer=_pointer_of_required(name))


def _is_active(address: Mapping[str, Any]) -> bool:
    return bool(address.get("is_active", True))


def _pointer_of_required(name: str) -> str:
    pointers = {
        "phone": "/contacts",
        "email": "/contacts",
        "contact": "/contacts",
        "address": "/addresses",
    }
    return pointers.get(name, f"/{name}")


def _closed_sets(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name, values in (
        ("type", TYPES),
        ("receipt_option", RECEIPT_OPTIONS),
        ("blocked", BLOCKED),
    ):
        value = document.get(name)
        if value not in (None, "") and value not in values:
            yield Problem(
                code=f"{name}.unknown", pointer=f"/{name}", params={"value": str(value)[:50]}
            )


def _receipt_email(document: Mapping[str, Any]) -> Iterator[Problem]:
    text = document.get("receipt_email") or ""
    if text and isinstance(emails.normalise(text), emails.EmailProblem):
        yield Problem(code="email.invalid", pointer="/receipt_email")


def _terms(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name in FLAGS:
        if not isinstance(document.get(name, False), bool):
            yield Problem(code="flag.invalid", pointer=f"/{name}")
    limit = document.get("credit_limit") or ""
    read = amounts.read(str(limit)) if limit else ""
    if isinstance(read, amounts.AmountProblem):
        params = {"reason": read.reason.value, "limit": amounts.MOST_DIGITS}
        yield Problem(code="amount.invalid", pointer="/credit_limit", params=params)


def _contact(contact: Mapping[str, Any], pointer: str, store_country: str) -> Iterator[Problem]:
    yield from _texts(contact, CONTACT_LIMITS, pointer=pointer)
    text = _text_of(contact)
    match contact.get("kind"):
        case "phone":
            read = phones.normalise(text, country=store_country)
            as_typed = contact.get("accept_as_typed") is True and _is_visible(text)
            if isinstance(read, phones.PhoneProblem) and not as_typed:
                params = {"country": read.country, "reason": read.reason.value}
                yield Problem(code="phone.invalid", pointer=f"{pointer}/value", params=params)
        case "email":
            checked = emails.normalise(text)
            if isinstance(checked, emails.EmailProblem):
                params = {"reason": checked.reason.value}
                yield Problem(code="email.invalid", pointer=f"{pointer}/value", params=params)
        case "url":
            web = urls.normalise(text)
            if not _is_visible(text):
                yield Problem(code="url.required", pointer=f"{pointer}/value")
            elif isinstance(web, urls.UrlProblem):
                params = {"reason": web.reason.value}
                yield Problem(code="url.invalid", pointer=f"{pointer}/value", params=params)
        case kind:
            yield Problem(
                code="kind.unknown", pointer=f"{pointer}/kind", params={"value": str(kind)[:50]}
            )


def _text_of(contact: Mapping[str, Any]) -> str:
    return contact.get("value") or contact.get("as_typed") or ""


def _address(address: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    yield from _texts(address, ADDRESS_LIMITS, pointer=pointer)
    country = address.get("country") or ""
    if country and not countries.is_known(country):
        yield Problem(
            code="country.unknown", pointer=f"{pointer}/country", params={"value": country[:50]}
        )


def _identifiers(given: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Check each number by its scheme; nobody has two numbers of one scheme."""
    seen = set()
    for position, one in enumerate(given):
        pointer = f"/identifiers/{position}"
        yield from _texts(one, IDENTIFIER_LIMITS, pointer=pointer)
        scheme, text = str(one.get("scheme") or ""), _text_of(one)
        if not _is_visible(scheme):
            yield Problem(code="scheme.required", pointer=f"{pointer}/scheme")
        elif not _is_visible(text):
            yield Problem(code="identifier.required", pointer=f"{pointer}/value")
        else:
            yield from _identifier(text, scheme, pointer)
        of_its_kind = (scheme, text if scheme == identifiers.OTHER else "")
        if scheme and of_its_kind in seen:
            yield Problem(
                code="identifier.repeated", pointer=f"{pointer}/scheme", params={"scheme": scheme}
            )
        seen.add(of_its_kind)


def _identifier(text: str, scheme: str, pointer: str) -> Iterator[Problem]:
    read = identifiers.normalise(text, scheme=scheme)
    if isinstance(read, identifiers.IdentifierProblem):
        params = {"scheme": scheme, "reason": read.reason.value}
        yield Problem(code="identifier.invalid", pointer=f"{pointer}/value", params=params)


def _contact_person(person: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    yield from _texts(person, CONTACT_PERSON_LIMITS, pointer=pointer)
    if not _is_visible(person.get("name")):
        yield Problem(code="contact_person.unnamed", pointer=f"{pointer}/name")
    email = str(person.get("email") or "")
    checked = emails.normalise(email) if email else None
    if isinstance(checked, emails.EmailProblem):
        params = {"reason": checked.reason.value}
        yield Problem(code="email.invalid", pointer=f"{pointer}/email", params=params)


def _texts(
    part: Mapping[str, Any], limits: Mapping[str, int], *, pointer: str
) -> Iterator[Problem]:
    for name, limit in limits.items():
        text = part.get(name)
        if not isinstance(text, str):
            continue
        if len(text) > limit:
            yield Problem(code="too_long", pointer=f"{pointer}/{name}", params={"limit": limit})
        if _has_control(text, allowed=_LINE_BREAKS if name in _MANY_LINES else frozenset()):
            yield Problem(code="control_character", pointer=f"{pointer}/{name}")


def _has_control(text: str, *, allowed: frozenset[str]) -> bool:
    """Find control characters and lone surrogates, which no database and no screen can hold."""
    if text.isprintable():
        return False
    return any(unicodedata.category(char) in {"Cc", "Cs"} and char not in allowed for char in text)


def _is_visible(value: object) -> bool:
    """Tell whether there is anything to see: spaces and zero-width marks alone are no name."""
    if not isinstance(value, str):
        return bool(value)
    return any(unicodedata.category(char) not in _INVISIBLE for char in value)
