"""Bring found customers into the order in which an associate expects them, and say why each is there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.rules import account_numbers, matching
from tillbook.customers.rules.likeness import Near
from tillbook.customers.rules.matching import Fit, Hit
from tillbook.customers.rules.query_text import Needle, NeedleKind, needles_of
from tillbook.customers.rules.search_tokens import close_han
from tillbook.foundation import folding, names, phones

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
#: Fields that name a customer completely, and the likeness of a name that is not the one typed.
_CALLED = ("name", "known_as")
_OTHER = 2
#: Tiers: names take 0 to 3 by their fit, names of contact persons from 6, addresses from 8.
_EXACT = 1
_ACCOUNT = 4
_CONTACT = 5
_PERSON = 6
_ADDRESS = 8
#: Fits of names that are not typed to their end.
_BEGUN = (Fit.BEGINNING, Fit.SOUND)
#: Words that are nearly what was typed come after all others, in steps by their distance.
_NEARLY = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Hold a value that answers the query, and the parts of it to mark."""

    #: "name", "known_as", …, "account_number", "email", "phone", "url", "identifier",
    #: "contact_person.name", …, "address.city", …, "attribute.{code}".
    field: str
    #: JSON pointer of the value in the document, for example "/contacts/1/value".
    pointer: str
    #: As it is shown: phones in international form, account numbers in groups of three.
    value: str
    #: Half-open, ascending, not overlapping; they count in ``value``.
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """Hold a customer of the answer with what matched, the most telling first."""

    document: Mapping[str, Any]
    #: Empty where only a text outside the document (a card) can have matched.
    matches: tuple[Match, ...]

    @property
    def match(self) -> Match | None:
        """Give the first match, the one to show where there is room for one."""
        return self.matches[0] if self.matches else None


class _Place(NamedTuple):
    """Hold how a needle is found in the values of a field, and the tier of what is found there."""

    find: Callable[[Needle, str], Hit | None]
    tier: int


class _Value(NamedTuple):
    field: str
    pointer: str
    text: str
    place: _Place


class _Found(NamedTuple):
    value: _Value
    hit: Hit
    tier: int


_Groups = Sequence[tuple[int, Callable[[Mapping[str, Any]], Iterator[_Value]]]]


class _Values:
    """What is searched in a document, group by group, each read when a word first gets so far."""

    def __init__(self, document: Mapping[str, Any], groups: _Groups) -> None:
        self._document = document
        self._read: list[tuple[int, list[_Value]]] = []
        self._unread = iter(groups)

    def __iter__(self) -> Iterator[tuple[int, list[_Value]]]:
        """Give the values of each group, with the tier from which looking there is of no use."""
        yield from self._read
        for good_enough, values in self._unread:
            self._read.append((good_enough, list(values(self._document))))
            yield self._read[-1]


class _Score(NamedTuple):
    """Say how well a customer answers, the best first; compared from left to right."""

    #: Words that were not found.
    missing: int
    #: 0 for the very name, 1 for its words in another order, 2 for all else.
    likeness: int
    #: The highest tier, and the sum of all.
    worst: int
    tiers: int
    #: Letters of names that were not typed.
    left: int


class _Scored(NamedTuple):
    score: _Score
    position: int
    document: Mapping[str, Any]
    found: list[list[_Found] | None]


class Ranking:
    """The order of a search's candidates, by how well they answer the text.

    Candidates come most recent first, and equal ones stay in that order. First the exact name in any
    word order, then all words in the name whole, then as beginnings, then by sound; an exact account
    number, phone or e-mail counts like whole words, parts of them come after names, addresses last. Of
    names that only begin so, those of which less is left come first.
    A customer whose Han characters do not stand side by side is left out. Source: AR-130 to AR-133.
    """

    def __init__(
        self,
        text: str,
        *,
        searchable: Mapping[str, Definition] = MappingProxyType({}),
        instead: Mapping[str, Sequence[Near]] = MappingProxyType({}),
    ) -> None:
        """Begin a ranking by a text.

        `searchable` are the attributes that customers are found by, by id; `instead` are words that
        may stand for one that was typed, the likeliest first.
        """
        self._needles = needles_of(text)
        self._wanted = folding.words(close_han(text))
        self._groups = (*_GROUPS, (_CONTACT, partial(_attributes, searchable=searchable)))
        self._instead = instead
        self._scored: list[_Scored] = []

    def add(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Take candidates in, behind those that were there already and answer as well."""
        for document in documents:
            values = _Values(document, self._groups)
            found = [
                _best(needle, values) or _nearly(self._instead.get(needle.text, ()), values)
                for needle in self._needles
            ]
            if any(map(_is_torn, self._needles, found)):
                continue
            score = _score(document, found, self._wanted)
            self._scored.append(_Scored(score, len(self._scored), document, found))

    def is_settled(self, limit: int) -> bool:
        """Tell whether nobody in whom a word merely begins as typed can be among the first `limit`.

        So it is where as many hold every word whole, in a name or as all of a number or address.
        """
        whole = sum(one.score.missing == 0 and one.score.worst <= _EXACT for one in self._scored)
        return whole >= limit

    def best(self, limit: int) -> list[Ranked]:
        """Return at most `limit` of the candidates, the best first."""
        first = sorted(self._scored)[:limit]
        return [Ranked(document=one.document, matches=_matches(one.found)) for one in first]


def rank(
    documents: Iterable[Mapping[str, Any]],
    text: str,
    *,
    limit: int = 50,
    searchable: Mapping[str, Definition] = MappingProxyType({}),
    instead: Mapping[str, Sequence[Near]] = MappingProxyType({}),
) -> list[Ranked]:
    """Order candidates that are all there at once, as a `Ranking` does; give at most `limit` of them."""
    ranking = Ranking(text, searchable=searchable, instead=instead)
    ranking.add(documents)
    return ranking.best(limit)


def _is_torn(needle: Needle, found: list[_Found] | None) -> bool:
    return found is None and needle.kind is NeedleKind.HAN


def _score(
    document: Mapping[str, Any], found: list[list[_Found] | None], wanted: list[str]
) -> _Score:
    tiers = [max(one.tier for one in each) for each in found if each]
    is_name = bool(tiers) and max(tiers) <= Fit.BEGINNING
    likeness = (
        min(_likeness(document.get(field) or "", wanted) for field in _CALLED)
        if is_name
        else _OTHER
    )
    worst = max(tiers, default=0)
    left = _left_over(found) if worst in _BEGUN else 0
    return _Score(len(found) - len(tiers), likeness, worst, sum(tiers), left)


def _left_over(found: list[list[_Found] | None]) -> int:
    """Count the letters of the names that were not typed: who types on means the one that ends soon."""
    hits = [one for each in found if each for one in each]
    names = {one.value.pointer: len(one.value.text) for one in hits}
    return sum(names.values()) - sum(end - start for _, (_, (start, end)), _ in hits)


def _likeness(name: str, wanted: list[str]) -> int:
    """Give 0 for the name itself, 1 for its words in another order, 2 for all else."""
    if len(matching.joined_once(name)) != sum(map(len, wanted)):
        return _OTHER  # Most names end here.
    words = folding.words(close_han(name))
    if words == wanted:
        return 0
    return 1 if sorted(words) == sorted(wanted) else _OTHER


def _best(needle: Needle, values: _Values) -> list[_Found] | None:
    """Find where a needle fits best; a number in several groups may be found group by group."""
    best = _best_single(needle, values)
    if best is not None:
        return [best]
    if len(needle.groups) < 2:
        return None
    parts = [Needle(kind=NeedleKind.NUMBER, text=group, groups=(group,)) for group in needle.groups]
    found = [one for part in parts if (one := _best_single(part, values)) is not None]
    return found if len(found) == len(parts) else None


def _nearly(words: Sequence[Near], values: _Values) -> list[_Found] | None:
    """Find the likeliest of the words that may stand for one that was typed, as a whole word."""
    for word, cost in words:
        found = _best_single(Needle(kind=NeedleKind.WORD, text=word), values)
        if found is not None and found.hit.fit <= Fit.WORD:
            return [found._replace(tier=found.tier + cost * _NEARLY)]
    return None


def _best_single(needle: Needle, values: _Values) -> _Found | None:
    best: _Found | None = None
    for good_enough, group in values:
        if best is not None and best.tier <= good_enough:
            return best
        for value in group:
            hit = value.place.find(needle, value.text)
            if hit is None:
                continue
            tier = _tier(value.place, hit)
            if best is None or tier < best.tier:
                best = _Found(value, hit, tier)
                if tier <= _EXACT:
                    return best
    return best


def _tier(place: _Place, hit: Hit) -> int:
    if place.tier in (_ACCOUNT, _CONTACT):
        return _EXACT if hit.fit is Fit.WHOLE else place.tier
    return place.tier + hit.fit


def _full_name(document: Mapping[str, Any]) -> Iterator[_Value]:
    text = document.get("name")
    if not text:
        first, last = document.get("first_name") or "", document.get("last_name") or ""
        text = names.join(first, last, language=document.get("language") or "")
    yield _Value("name", "/name", text, _NAME)


def _other_names(document: Mapping[str, Any]) -> Iterator[_Value]:
    for field in NAME_FIELDS[1:]:
        if text := document.get(field):
            yield _Value(field, f"/{field}", text, _NAME)


def _numbers(document: Mapping[str, Any]) -> Iterator[_Value]:
    if number := document.get("account_number"):
        yield _Value("account_number", "/account_number", number, _ACCOUNT_NUMBER)


def _contacts(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, contact in enumerate(document.get("contacts") or []):
        kind = contact.get("kind") or "url"
        place = _CONTACTS.get(kind, _LINK)
        value, typed = contact.get("value"), contact.get("as_typed")
        if value:
            yield _Value(kind, f"/contacts/{position}/value", value, place)
        if typed and not (value and (kind == "phone" or typed == value)):
            yield _Value(kind, f"/contacts/{position}/as_typed", typed, place)


def _identifiers(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, identifier in enumerate(document.get("identifiers") or []):
        for key in ("as_typed", "value"):
            if text := identifier.get(key):
                yield _Value("identifier", f"/identifiers/{position}/{key}", text, _IDENTIFIER)


def _persons(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, person in enumerate(document.get("contact_persons") or []):
        for key, place in _OF_PERSONS.items():
            if text := person.get(key):
                pointer = f"/contact_persons/{position}/{key}"
                yield _Value(f"contact_person.{key}", pointer, text, place)


def _addresses(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, address in enumerate(document.get("addresses") or []):
        if not address.get("is_active", True):
            continue
        pointer = f"/addresses/{position}"
        for field in _ADDRESS_FIELDS:
            text = _street(address) if field == "street" else address.get(field)
            if text:
                yield _Value(f"address.{field}", f"{pointer}/{field}", text, _PLACE)
        if text := address.get("phone"):
            yield _Value("address.phone", f"{pointer}/phone", text, _PHONE)


def _street(address: Mapping[str, Any]) -> str:
    street, number = address.get("street") or "", address.get("street_number") or ""
    return street + number if folding.has_han(street) else f"{street} {number}".strip()


def _attributes(
    document: Mapping[str, Any], searchable: Mapping[str, Definition]
) -> Iterator[_Value]:
    for id, value in (document.get("attributes") or {}).items():
        if (one := searchable.get(id)) is not None:
            for text in one.texts_of(value):
                yield _Value(f"{ATTRIBUTE}{one.code}", f"/attributes/{id}", text, _DESCRIBED)


#: How the values of a field are searched.
_NAME = _Place(matching.in_text, 0)
_ACCOUNT_NUMBER = _Place(matching.in_number, _ACCOUNT)
_IDENTIFIER = _Place(matching.in_identifier, _ACCOUNT)
_PHONE = _Place(matching.in_phone, _CONTACT)
_EMAIL = _Place(matching.in_email, _CONTACT)
_LINK = _Place(matching.in_text, _CONTACT)
_DESCRIBED = _Place(matching.in_text, _PERSON)
_PLACE = _Place(matching.in_text, _ADDRESS)
_CONTACTS = {"phone": _PHONE, "email": _EMAIL}
_OF_PERSONS = {"name": _DESCRIBED, **_CONTACTS}

#: Where to look, in this order, and the tier from which looking further cannot find anything better.
_GROUPS = (
    (_EXACT, _full_name),
    (_ACCOUNT - 1, _other_names),
    (_ACCOUNT - 1, _numbers),
    (_ACCOUNT - 1, _contacts),
    (_ACCOUNT - 1, _identifiers),
    (_CONTACT, _persons),
    (_CONTACT, _addresses),
)


def _matches(found: list[list[_Found] | None]) -> tuple[Match, ...]:
    by_pointer: dict[str, list[_Found]] = {}
    for one in sorted((one for each in found if each for one in each), key=lambda one: one.tier):
        by_pointer.setdefault(one.value.pointer, []).append(one)
    return tuple(
        _match(group[0].value, [one.hit.span for one in group]) for group in by_pointer.values()
    )


def _match(value: _Value, spans: list[tuple[int, int]]) -> Match:
    shown = _shown(value)
    if shown != value.text:
        spans = [matching.moved(span, value=value.text, shown=shown) for span in spans]
    return Match(field=value.field, pointer=value.pointer, value=shown, spans=_merged(spans))


def _shown(value: _Value) -> str:
    match value.field:
        case "account_number":
            return account_numbers.spaced(value.text)
        case "phone" | "address.phone" | "contact_person.phone":
            read = phones.normalise(value.text, country="")
            return read.display if isinstance(read, phones.Phone) else value.text
        case _:
            return value.text


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
