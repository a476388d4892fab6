"""Finding customers by what somebody typed: the very words first, then nearly these, then some of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from tillbook.attributes import queries as attributes
from tillbook.customers import document as documents
from tillbook.customers import search_index
from tillbook.customers.rules import likeness
from tillbook.customers.rules.likeness import Near
from tillbook.customers.rules.query_text import NeedleKind, needles_of
from tillbook.customers.rules.ranking import Ranked, Ranking
from tillbook.customers.rules.search_tokens import (
    SearchQuery,
    any_word,
    book_token,
    query_of,
    with_words,
)
from tillbook.customers.rules.searched_values import NAME_FIELDS
from tillbook.exchange.core.units import Document

#: Where fewer customers hold the very words, others are looked for.
FEW = 10
#: How far somebody can read on, page by page.
_FARTHEST = 1000
#: Ranked of a kind where the very words found somebody already.
_FURTHER = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Among whom somebody searches: the customers in an address book, those outside it, or all."""

    within: str = ""
    outside: str = ""

    def of(self, query: SearchQuery) -> SearchQuery:
        """Return the query within this scope."""
        return replace(
            query,
            within=tuple(book_token(code) for code in (self.within,) if code),
            without=tuple(book_token(code) for code in (self.outside,) if code),
        )


EVERYBODY = Scope()


def ranked(text: str, *, most: int, scope: Scope = EVERYBODY) -> list[Ranked]:
    """Return this node's customers who answer a text, the best first.

    Who has the words or their beginnings comes first. Where these are few, there follow those with
    words nearly like them (slips of the finger, the same sound, short names), and then those with
    some of the words, more of them first. Source: AR-130, AR-132.
    """
    query = scope.of(query_of(text))
    found = _ranked(query, text, {}, most=max(most, FEW), besides=())
    if query.is_empty or len(found) >= FEW:
        return found[:most]
    for instead in _instead_of(text):
        nearly = with_words(query, {typed: _words(near) for typed, near in instead.items()})
        found += _ranked(nearly, text, instead, most=most, besides=found)
        if len(found) >= FEW:
            return found[:most]
    if len(query.groups) > 1:
        named = any_word(scope.of(query_of(_named_in(text))))
        some = _ranked(named, text, {}, most=FEW, besides=found)
        found += [one for one in some if any(match.field in NAME_FIELDS for match in one.matches)]
    return found[:most]


def _ranked(
    query: SearchQuery,
    text: str,
    instead: Mapping[str, Sequence[Near]],
    *,
    most: int,
    besides: Sequence[Ranked],
) -> list[Ranked]:
    known = {one.document["id"] for one in besides}
    wanted = max(search_index.MAX_OF_A_KIND, min(most, _FARTHEST))
    of_a_kind = _FURTHER if known else wanted
    ranking = Ranking(text, searchable=attributes.searchable(), instead=instead)
    for entries in search_index.to_rank(query, most=of_a_kind):
        ranking.add(one for one in _rankable(entries) if one["id"] not in known)
        if ranking.is_settled(most):
            break
    return ranking.best(most)


def _instead_of(text: str) -> Iterator[dict[str, list[Near]]]:
    """Return for the words of a text what may have been meant: the likeliest, then the others."""
    typed = [one.text for one in needles_of(text) if one.kind is NeedleKind.WORD]
    found = {word: _near(word) for word in typed if likeness.is_word(word)}
    whole = {word: near for word, near in found.items() if near}
    likeliest = {
        word: [one for one in near if one.cost == near[0].cost] for word, near in whole.items()
    }
    if likeliest:
        yield likeliest
    if whole != likeliest:
        yield whole


def _named_in(text: str) -> str:
    """Return the words that may be part of a name, without the numbers and addresses beside them."""
    kinds = (NeedleKind.WORD, NeedleKind.HAN)
    return " ".join(one.text for one in needles_of(text) if one.kind in kinds)


def _near(typed: str) -> list[Near]:
    called = [Near(word=name, cost=1) for name in likeness.short_names(typed)]
    known = {one.word for one in called}
    return called + [one for one in search_index.near_words(typed) if one.word not in known]


def _words(near: Sequence[Near]) -> list[str]:
    return [one.word for one in near]


def _rankable(entries: Mapping[UUID, bytes]) -> list[Document]:
    """Return what customers are ranked by: what the index holds, else the whole document."""
    bare = [id for id, summary in entries.items() if not summary]
    whole = documents.read(bare) if bare else {}
    return [
        msgspec.json.decode(summary) if summary else whole[id]
        for id, summary in entries.items()
        if summary or id in whole
    ]
