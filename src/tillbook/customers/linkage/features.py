"""What of a customer is compared with others: a row of plain texts, folded as search folds them.

Numbers of authorities are never among it: a store cannot count on them, and they prove too much.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from tillbook.customers.linkage.sounds import sound
from tillbook.customers.rules import pinyin
from tillbook.foundation import emails, folding, names

#: What companies are called besides their name.
_LEGAL_FORMS = frozenset("ab hb kb ek inc ltd limited llc plc corp co gmbh ag oy as aps".split())
_CHINESE_FORM = re.compile("(?:股份|有限|责任)*公司$")
#: How people cut the names of streets short, after folding.
_SHORT_STREETS = {"st": "street", "rd": "road", "ave": "avenue", "dr": "drive", "cres": "crescent"}
_NUMBER_AFTER = re.compile(r"^(?P<street>\D{2,}?)[\s,]*(?P<number>\d+\s?[a-z]?)\b.*$")
_NUMBER_BEFORE = re.compile(r"^(?P<number>\d+\s?[a-z]?)[\s,]+(?P<street>\D{2,})$")
_DATE = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})")
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """A customer as it is compared; an empty text or tuple says nothing for or against."""

    unique_id: str
    #: Only customers of one scope are compared: of one legal entity and one type.
    scope: str = ""
    #: Without spaces: people write and leave them out at will. Organisations have a last name only.
    first: str = ""
    last: str = ""
    #: Han in pinyin, Latin as it is.
    first_spelled: str = ""
    last_spelled: str = ""
    #: Of Latin names only.
    first_sound: str = ""
    last_sound: str = ""
    #: All words of the name, in alphabetical order.
    name: str = ""
    street: str = ""
    street_number: str = ""
    building: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    #: Every address, also an old one, in one text each.
    places: tuple[str, ...] = ()
    #: Year, month and day as eight digits.
    birth: str = ""
    #: The primary one, and all.
    phone: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    emails: tuple[str, ...] = ()


NAMES = tuple(field.name for field in fields(Features))
LISTS = ("places", "phones", "emails")


def features_of(document: Part, *, births: Collection[str] = ()) -> Features:
    """Return what of a customer document is compared.

    `births` are the ids of the attributes that hold a date of birth.
    """
    first, last = _names(document)
    addresses = document.get("addresses") or ()
    return Features(
        unique_id=str(document["id"]),
        scope=f"{document.get('legal_entity', '')} {document.get('type', '')}",
        name="".join(sorted(folding.words(str(document.get("name") or f"{first} {last}")))),
        **_spelled("first", first),
        **_spelled("last", last),
        **_address(_main(addresses)),
        places=_places(addresses),
        birth=_birth(document, births),
        **_contacts(document.get("contacts") or ()),
    )


def bare(text: object) -> str:
    """Return the folded letters, digits and Han of a text without anything between them."""
    return "".join(folding.words(str(text or "")))


def date_of(value: object) -> str:
    """Return a date as eight digits, from any text that begins with one year first; else nothing."""
    found = _DATE.match(str(value or ""))
    return "".join(found.groups()) if found else ""


def _names(document: Part) -> tuple[str, str]:
    whole = str(document.get("name") or "")
    if document.get("type") == "organization":
        words = [word for word in folding.words(whole) if word not in _LEGAL_FORMS]
        return "", _CHINESE_FORM.sub("", " ".join(words)) or whole
    first, last = (str(document.get(part) or "") for part in ("first_name", "last_name"))
    if not (first or last):
        parted = names.split(whole, language=str(document.get("language") or ""))
        first, last = parted.first, parted.last
    return first, last


def _spelled(part: str, name: str) -> dict[str, Any]:
    plain = bare(name)
    han = folding.is_han(plain)
    spelled = "".join(one[0] for one in pinyin.readings(plain)) if han else plain
    return {
        part: plain,
        f"{part}_spelled": spelled,
        f"{part}_sound": "" if folding.has_han(plain) else sound(plain),
    }


def _main(addresses: Iterable[Part]) -> Part:
    """Return the primary address, else the first that is in use, else nothing."""
    used = [one for one in addresses if one.get("is_active", True)]
    return next((one for one in used if one.get("is_primary")), used[0] if used else {})


def _address(address: Part) -> dict[str, Any]:
    street, number = _street(address)
    return {
        "street": street,
        "street_number": number,
        "building": bare(address.get("building")),
        "city": bare(address.get("city")) or bare(address.get("district")),
        "postal_code": bare(address.get("postal_code")),
        "region": bare(address.get("state")) or bare(address.get("county")),
    }


def _street(address: Part) -> tuple[str, str]:
    """Return a street and its number, also where both stand in one field."""
    street, number = folding.fold(str(address.get("street") or "")), address.get("street_number")
    found = _NUMBER_AFTER.match(street) or _NUMBER_BEFORE.match(street)
    if not number and found:
        street, number = found["street"], found["number"]
    words = folding.words(street)
    return "".join(_SHORT_STREETS.get(word, word) for word in words), bare(number)


def _places(addresses: Iterable[Part]) -> tuple[str, ...]:
    parts = (_address(one) for one in addresses)
    told = (
        f"{one['street']} {one['street_number']} {one['city']}" for one in parts if one["street"]
    )
    return tuple(dict.fromkeys(told))


def _birth(document: Part, births: Collection[str]) -> str:
    given = document.get("attributes") or {}
    return next((date for one in births if (date := date_of(given.get(one)))), "")


def _contacts(contacts: Iterable[Part]) -> dict[str, Any]:
    ordered = sorted(contacts, key=lambda one: not one.get("is_primary"))
    texts = {
        kind: [str(one["value"]) for one in ordered if one.get("kind") == kind and one.get("value")]
        for kind in ("phone", "email")
    }
    phones = tuple(dict.fromkeys("".join(filter(str.isdigit, text)) for text in texts["phone"]))
    boxes = tuple(dict.fromkeys(emails.identity(text) for text in texts["email"]))
    return {
        "phone": next(iter(phones), ""),
        "phones": phones,
        "email": next(iter(boxes), ""),
        "emails": boxes,
    }
