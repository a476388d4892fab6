"""Bring found customers into the order in which an associate expects them, and say why each is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.rules import account_numbers, matching
from tillbook.customers.rules.likeness import Near
from tillbook.customers.rules.matching import Fit, Hit
from tillbook.customers.rules.query_text import Needle, NeedleKind, needles_of
from tillbook.customers.rules.search_tokens import close_han
from tillbook.customers.rules.searched_values import EXACT, Value, Values, groups
from tillbook.foundation import folding, phones

#: Fields that name a customer completely, and the likeness of a name that is not the one typed.
_CALLED = ("name", "known_as")
_OTHER = 2
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


class _Found(NamedTuple):
    value: Value
    hit: Hit
    tier: int


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
        self._groups = groups(searchable)
        self._instead = instead
        self._scored: list[_Scored] = []

    def add(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Take candidates in, behind those that were there already and answer as well."""
        for document in documents:
            values = Values(document, self._groups)
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
        whole = sum(one.score.missing == 0 and one.score.worst <= EXACT for one in self._scored)
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


def _best(needle: Needle, values: Values) -> list[_Found] | None:
    """Find where a needle fits best; a number in several groups may be found group by group."""
    best = _best_single(needle, values)
    if best is not None:
        return [best]
    if len(needle.groups) < 2:
        return None
    parts = [Needle(kind=NeedleKind.NUMBER, text=group, groups=(group,)) for group in needle.groups]
    found = [one for part in parts if (one := _best_single(part, values)) is not None]
    return found if len(found) == len(parts) else None


def _nearly(words: Sequence[Near], values: Values) -> list[_Found] | None:
    """Find the likeliest of the words that may stand for one that was typed, as a whole word."""
    for word, cost in words:
        found = _best_single(Needle(kind=NeedleKind.WORD, text=word), values)
        if found is not None and found.hit.fit <= Fit.WORD:
            return [found._replace(tier=found.tier + cost * _NEARLY)]
    return None


def _best_single(needle: Needle, values: Values) -> _Found | None:
    best: _Found | None = None
    for good_enough, group in values:
        if best is not None and best.tier <= good_enough:
            return best
        for value in group:
            hit = value.place.find(needle, value.text)
            if hit is None:
                continue
            tier = value.place.tier_of(hit)
            if best is None or tier < best.tier:
                best = _Found(value, hit, tier)
                if tier <= EXACT:
                    return best
    return best


def _matches(found: list[list[_Found] | None]) -> tuple[Match, ...]:
    by_pointer: dict[str, list[_Found]] = {}
    for one in sorted((one for each in found if each for one in each), key=lambda one: one.tier):
        by_pointer.setdefault(one.value.pointer, []).append(one)
    return tuple(
        _match(group[0].value, [one.hit.span for one in group]) for group in by_pointer.values()
    )


def _match(value: Value, spans: list[tuple[int, int]]) -> Match:
    shown = _shown(value)
    if shown != value.text:
        spans = [matching.moved(span, value=value.text, shown=shown) for span in spans]
    return Match(field=value.field, pointer=value.pointer, value=shown, spans=_merged(spans))


def _shown(value: Value) -> str:
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
