"""Bring found customers into the order in which an associate expects them, and say why each is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


class _Value(NamedTuple):
    field: str
    pointer: str
    text: str


class _Found(NamedTuple):
    value: _Value
    hit: Hit
    tier: int


def rank(
    documents: Iterable[Mapping[str, Any]],
    text: str,
    *,
    limit: int = 50,
    searchable: Mapping[str, Definition] = MappingProxyType({}),
    instead: Mapping[str, Sequence[Near]] = MappingProxyType({}),
) -> list[Ranked]:
    """Order candidates by how well they answer the text; give at most ``limit`` of them.

    Candidates come most recent first, and equal ones stay in that order. First the exact name in any
    word order, then all words in the name whole, then as beginnings, then by sound; an exact account
    number, phone or e-mail counts like whole words, parts of them come after names, addresses last. Of
    names that only begin so, those of which less is left come first.
    A customer whose Han characters do not stand side by side is left out. ``searchable`` are the
    attributes that customers are found by, by id; ``instead`` are words that may stand for one that
    was typed, the likeliest first. Source: AR-130 to AR-133.
    """
    needles = needles_of(text)
    wanted = folding.words(close_han(text))
    scored = []
    for position, document in enumerate(documents):
        described = tuple(_attributes(document, searchable))
        found = [
            _best(needle, document, described)
            or _nearly(instead.get(needle.text, ()), document, described)
            for needle in needles
        ]
        if not any(
            f is None and n.kind is NeedleKind.HAN for f, n in zip(found, needles, strict=True)
        ):
            scored.append((_score(document, found, wanted), position, document, found))
    scored.sort(key=lambda entry: entry[:2])
    return [
        Ranked(document=document, matches=_matches(found))
        for _, _, document, found in scored[:limit]
    ]


def _score(
    document: Mapping[str, Any], found: list[list[_Found] | None], wanted: list[str]
) -> tuple[int, int, int, int, int]:
    tiers = [max(one.tier for one in each) for each in found if each]
    is_name = bool(tiers) and max(tiers) <= Fit.BEGINNING
    likeness = (
        min(_likeness(document.get(field) or "", wanted) for field in _CALLED)
        if is_name
        else _OTHER
    )
    worst = max(tiers, default=0)
    left = _left_over(found) if worst in _BEGUN else 0
    return len(found) - len(tiers), likeness, worst, sum(tiers), left


def _left_over(found: list[list[_Found] | None]) -> int:
    """Count the letters of the names that were not typed: who types on means the one that ends soon."""
    hits = [one for each in found if each for one in each]
    names = {one.value.pointer: len(one.value.text) for one in hits}
    return sum(names.values()) - sum(end - start for _, (_, (start, end)), _ in hits)


def _likeness(name: str, wanted: list[str]) -> int:
    """Give 0 for the name itself, 1 for its words in another order, 2 for all else."""
    words = folding.words(close_han(name)) if name else []
    if not words or len(words) != len(wanted):
        return _OTHER
    if words == wanted:
        return 0
    return 1 if sorted(words) == sorted(wanted) else _OTHER


def _best(
    needle: Needle, document: Mapping[str, Any], described: tuple[_Value, ...]
) -> list[_Found] | None:
    """Find where a needle fits best; a number in several groups may be found group by group."""
    best = _best_single(needle, document, described)
    if best is not None:
        return [best]
    if len(needle.groups) < 2:
        return None
    parts = [Needle(kind=NeedleKind.NUMBER, text=group, groups=(group,)) for group in needle.groups]
    found = [one for part in parts if (one := _best_single(part, document, described)) is not None]
    return found if len(found) == len(parts) else None


def _nearly(
    words: Sequence[Near], document: Mapping[str, Any], described: tuple[_Value, ...]
) -> list[_Found] | None:
    """Find the likeliest of the words that may stand for one that was typed, as a whole word."""
    for word, cost in words:
        found = _best_single(Needle(kind=NeedleKind.WORD, text=word), document, described)
        if found is not None and found.hit.fit <= Fit.WORD:
            return [found._replace(tier=found.tier + cost * _NEARLY)]
    return None


def _best_single(
    needle: Needle, document: Mapping[str, Any], described: tuple[_Value, ...]
) -> _Found | None:
    best: _Found | None = None
    for good_enough, values in (*_GROUPS, (_CONTACT, lambda _: described)):
        if best is not None and best.tier <= good_enough:
            return best
        for value in values(document):
            found = _found(needle, value)
            if found and (best is None or found.tier < best.tier):
                best = found
                if best.tier <= _EXACT:
                    return best
    return best


def _found(needle: Needle, value: _Value) -> _Found | None:
    match value.field:
        case "phone" | "address.phone" | "contact_person.phone":
            hit, base = matching.in_phone(needle, value.text), _CONTACT
        case "email" | "contact_person.email":
            hit, base = matching.in_email(needle, value.text), _CONTACT
        case "identifier":
            hit, base = matching.in_identifier(needle, value.text), _ACCOUNT
        case field if field.startswith(ATTRIBUTE):
            hit, base = matching.in_text(needle, value.text), _PERSON
        case "contact_person.name":
            hit, base = matching.in_text(needle, value.text), _PERSON
        case "account_number":
            hit, base = matching.in_number(needle, value.text), _ACCOUNT
        case "url":
            hit, base = matching.in_text(needle, value.text), _CONTACT
        case field:
            hit, base = (
                matching.in_text(needle, value.text),
                0 if field in NAME_FIELDS else _ADDRESS,
            )
    if hit is None:
        return None
    if base in (_ACCOUNT, _CONTACT):
        return _Found(value=value, hit=hit, tier=_EXACT if hit.fit is Fit.WHOLE else base)
    return _Found(value=value, hit=hit, tier=base + hit.fit)


def _full_name(document: Mapping[str, Any]) -> Iterator[_Value]:
    text = document.get("name")
    if not text:
        first, last = document.get("first_name") or "", document.get("last_name") or ""
        text = names.join(first, last, language=document.get("language") or "")
    yield _Value(field="name", pointer="/name", text=text)


def _other_names(document: Mapping[str, Any]) -> Iterator[_Value]:
    for field in NAME_FIELDS[1:]:
        if text := document.get(field):
            yield _Value(field=field, pointer=f"/{field}", text=text)


def _numbers(document: Mapping[str, Any]) -> Iterator[_Value]:
    if number := document.get("account_number"):
        yield _Value(field="account_number", pointer="/account_number", text=number)


def _contacts(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, contact in enumerate(document.get("contacts") or []):
        kind = contact.get("kind") or ""
        texts = [(key, contact[key]) for key in ("value", "as_typed") if contact.get(key)]
        is_told_by_first = kind == "phone" or len({text for _, text in texts}) == 1
        for key, text in texts[:1] if is_told_by_first else texts:
            yield _Value(field=kind or "url", pointer=f"/contacts/{position}/{key}", text=text)


def _identifiers(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, identifier in enumerate(document.get("identifiers") or []):
        for key in ("as_typed", "value"):
            if text := identifier.get(key):
                pointer = f"/identifiers/{position}/{key}"
                yield _Value(field="identifier", pointer=pointer, text=text)


def _persons(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, person in enumerate(document.get("contact_persons") or []):
        for key in ("name", "phone", "email"):
            if text := person.get(key):
                pointer = f"/contact_persons/{position}/{key}"
                yield _Value(field=f"contact_person.{key}", pointer=pointer, text=text)


def _addresses(document: Mapping[str, Any]) -> Iterator[_Value]:
    for position, address in enumerate(document.get("addresses") or []):
        if not address.get("is_active", True):
            continue
        pointer = f"/addresses/{position}"
        for field in _ADDRESS_FIELDS:
            text = _street(address) if field == "street" else address.get(field)
            if text:
                yield _Value(field=f"address.{field}", pointer=f"{pointer}/{field}", text=text)
        if text := address.get("phone"):
            yield _Value(field="address.phone", pointer=f"{pointer}/phone", text=text)


def _street(address: Mapping[str, Any]) -> str:
    street, number = address.get("street") or "", address.get("street_number") or ""
    return street + number if folding.has_han(street) else f"{street} {number}".strip()


def _attributes(
    document: Mapping[str, Any], searchable: Mapping[str, Definition]
) -> Iterator[_Value]:
    for id, value in (document.get("attributes") or {}).items():
        if (one := searchable.get(id)) is not None:
            for text in one.texts_of(value):
                yield _Value(f"{ATTRIBUTE}{one.code}", f"/attributes/{id}", text)


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
