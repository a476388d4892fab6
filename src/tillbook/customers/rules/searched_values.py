"""What of a customer is searched: its values, group by group, and how a needle is found in each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.rules import matching
from tillbook.customers.rules.matching import Fit, Hit
from tillbook.customers.rules.query_text import Needle
from tillbook.foundation import folding, names

NAME_FIELDS = ("name", "known_as", "first_name", "middle_name", "last_name", "phonetic_name")
_ADDRESS_FIELDS = (
    "street",
    "postal_code",
    "city",
    "district",
    "county",
    "state",
    "building",
    "post_box",
    "name",
)
#: All that is read of a document, and of the parts in its lists.
RANKED_BY = (*NAME_FIELDS, "language", "account_number", "attributes")
RANKED_BY_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contacts": ("kind", "value", "as_typed"),
        "identifiers": ("as_typed", "value"),
        "contact_persons": ("name", "phone", "email"),
        "addresses": (*_ADDRESS_FIELDS, "street_number", "phone"),
    }
)
#: Begins the field of what an attribute matched.
ATTRIBUTE = "attribute."
#: Tiers of what is found, the best first: names take 0 to 3 by their fit, names of contact persons from
#: 6, addresses from 8. From EXACT, nothing better can be found.
EXACT = 1
_ACCOUNT = 4
_CONTACT = 5
_PERSON = 6
_ADDRESS = 8


class Place(NamedTuple):
    """Hold how a needle is found in the values of a field, and the tier of what is found there."""

    find: Callable[[Needle, str], Hit | None]
    tier: int

    def tier_of(self, hit: Hit) -> int:
        """Return the tier of a hit; a number or address that is whole is as good as a whole word."""
        if self.tier in (_ACCOUNT, _CONTACT):
            return EXACT if hit.fit is Fit.WHOLE else self.tier
        return self.tier + hit.fit


class Value(NamedTuple):
    """Hold a value of a document: its field and JSON pointer, the text, and how it is searched."""

    field: str
    pointer: str
    text: str
    place: Place


Groups = Sequence[tuple[int, Callable[[Mapping[str, Any]], Iterator[Value]]]]


class Values:
    """What is searched in a document, group by group, each read when a word first gets so far."""

    def __init__(self, document: Mapping[str, Any], groups: Groups) -> None:
        self._document = document
        self._read: list[tuple[int, list[Value]]] = []
        self._unread = iter(groups)

    def __iter__(self) -> Iterator[tuple[int, list[Value]]]:
        """Give the values of each group, with the tier from which looking there is of no use."""
        yield from self._read
        for good_enough, values in self._unread:
            self._read.append((good_enough, list(values(self._document))))
            yield self._read[-1]


def groups(searchable: Mapping[str, Definition]) -> Groups:
    """Return where to look; `searchable` are the attributes that customers are found by, by id."""
    return (*_GROUPS, (_CONTACT, partial(_attributes, searchable=searchable)))


def _full_name(document: Mapping[str, Any]) -> Iterator[Value]:
    text = document.get("name")
    if not text:
        first, last = document.get("first_name") or "", document.get("last_name") or ""
        text = names.join(first, last, language=document.get("language") or "")
    yield Value("name", "/name", text, _NAME)


def _other_names(document: Mapping[str, Any]) -> Iterator[Value]:
    for field in NAME_FIELDS[1:]:
        if text := document.get(field):
            yield Value(field, f"/{field}", text, _NAME)


def _numbers(document: Mapping[str, Any]) -> Iterator[Value]:
    if number := document.get("account_number"):
        yield Value("account_number", "/account_number", number, _ACCOUNT_NUMBER)


def _contacts(document: Mapping[str, Any]) -> Iterator[Value]:
    for position, contact in enumerate(document.get("contacts") or []):
        kind = contact.get("kind") or "url"
        place = _CONTACTS.get(kind, _LINK)
        value, typed = contact.get("value"), contact.get("as_typed")
        if value:
            yield Value(kind, f"/contacts/{position}/value", value, place)
        if typed and not (value and (kind == "phone" or typed == value)):
            yield Value(kind, f"/contacts/{position}/as_typed", typed, place)


def _identifiers(document: Mapping[str, Any]) -> Iterator[Value]:
    for position, identifier in enumerate(document.get("identifiers") or []):
        for key in ("as_typed", "value"):
            if text := identifier.get(key):
                yield Value("identifier", f"/identifiers/{position}/{key}", text, _IDENTIFIER)


def _persons(document: Mapping[str, Any]) -> Iterator[Value]:
    for position, person in enumerate(document.get("contact_persons") or []):
        for key, place in _OF_PERSONS.items():
            if text := person.get(key):
                pointer = f"/contact_persons/{position}/{key}"
                yield Value(f"contact_person.{key}", pointer, text, place)


def _addresses(document: Mapping[str, Any]) -> Iterator[Value]:
    for position, address in enumerate(document.get("addresses") or []):
        if not address.get("is_active", True):
            continue
        pointer = f"/addresses/{position}"
        for field in _ADDRESS_FIELDS:
            text = _street(address) if field == "street" else address.get(field)
            if text:
                yield Value(f"address.{field}", f"{pointer}/{field}", text, _PLACE)
        if text := address.get("phone"):
            yield Value("address.phone", f"{pointer}/phone", text, _PHONE)


def _street(address: Mapping[str, Any]) -> str:
    street, number = address.get("street") or "", address.get("street_number") or ""
    return street + number if folding.has_han(street) else f"{street} {number}".strip()


def _attributes(
    document: Mapping[str, Any], searchable: Mapping[str, Definition]
) -> Iterator[Value]:
    for id, value in (document.get("attributes") or {}).items():
        if (one := searchable.get(id)) is not None:
            for text in one.texts_of(value):
                yield Value(f"{ATTRIBUTE}{one.code}", f"/attributes/{id}", text, _DESCRIBED)


#: How the values of a field are searched.
_NAME = Place(matching.in_text, 0)
_ACCOUNT_NUMBER = Place(matching.in_number, _ACCOUNT)
_IDENTIFIER = Place(matching.in_identifier, _ACCOUNT)
_PHONE = Place(matching.in_phone, _CONTACT)
_EMAIL = Place(matching.in_email, _CONTACT)
_LINK = Place(matching.in_text, _CONTACT)
_DESCRIBED = Place(matching.in_text, _PERSON)
_PLACE = Place(matching.in_text, _ADDRESS)
_CONTACTS = {"phone": _PHONE, "email": _EMAIL}
_OF_PERSONS = {"name": _DESCRIBED, **_CONTACTS}

#: Where to look, in this order, and the tier from which looking further cannot find anything better.
_GROUPS = (
    (EXACT, _full_name),
    (_ACCOUNT - 1, _other_names),
    (_ACCOUNT - 1, _numbers),
    (_ACCOUNT - 1, _contacts),
    (_ACCOUNT - 1, _identifiers),
    (_CONTACT, _persons),
    (_CONTACT, _addresses),
)
