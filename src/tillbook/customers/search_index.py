"""Asking the search index: FTS5 on SQLite, a GIN index on PostgreSQL. Most recent first."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connections
from django.db.models import F

from tillbook.customers.models import IndexRenewal, SearchEntry
from tillbook.customers.rules import likeness
from tillbook.customers.rules.likeness import Near
from tillbook.customers.rules.search_tokens import (
    SearchQuery,
    Term,
    to_fts5,
    to_tsquery,
    whole_words,
)
from tillbook.nodes.this_node import current

MAX_CANDIDATES = 500
#: Ranking happens in Python: over so many with the very words, and so many whose words begin so.
MAX_OF_A_KIND = 75
#: Words that are compared with a typed one letter by letter.
_MOST_COMPARED = 400
#: From so many letters, a word may be the beginning of one that sounds so.
_BEGUN = 4

_FTS_CANDIDATES = """
SELECT entry.customer, entry.summary FROM customers_fts
JOIN customers_searchentry AS entry ON entry.id = customers_fts.rowid
WHERE customers_fts MATCH %s ORDER BY customers_fts.rowid DESC LIMIT %s
"""
_GIN_CANDIDATES = """
SELECT customer, summary FROM customers_searchentry
WHERE tokens @@ %s::tsquery ORDER BY id DESC LIMIT %s
"""
_WORDS_IN_FTS = """
SELECT word.word FROM customers_wordfts JOIN customers_nameword AS word
ON word.id = customers_wordfts.rowid WHERE customers_wordfts MATCH %s LIMIT %s
"""
_WORDS_IN_GIN = """
SELECT word FROM customers_nameword WHERE neighbours @@ %s::tsquery LIMIT %s
"""


def has(customer: UUID) -> bool:
    """Tell whether a customer is in the index."""
    entry = SearchEntry.objects.filter(customer=customer).first()
    connection = connections[current().database]
    if entry is None or connection.vendor != "sqlite":
        return entry is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM customers_fts WHERE rowid = %s", [entry.id])
        return cursor.fetchone() is not None


def is_being_renewed() -> bool:
    """Tell whether entries may still be as an older release made them."""
    return IndexRenewal.objects.filter(is_whole=True, done__lt=F("last")).exists()


def candidates(query: SearchQuery, *, limit: int = MAX_CANDIDATES) -> list[UUID]:
    """Return customers whose tokens answer a query, most recently written first."""
    return [customer for customer, _ in _answering(query, limit)]


def to_rank(query: SearchQuery, *, most: int = MAX_OF_A_KIND) -> Iterator[dict[UUID, bytes]]:
    """Yield the customers that are worth ranking, with what they are ranked by; `most` of each kind.

    Those that hold the very words come before those whose words begin so: the one Ek among ten
    thousand Ekströms is there. What they are ranked by is empty where an older release wrote it.
    """
    exact = whole_words(query)
    held = dict(_answering(exact, most))
    yield held
    if exact != query:
        others = most if len(held) < most else most // 2
        begun = _answering(query, others)
        yield {customer: summary for customer, summary in begun if customer not in held}


def near_words(typed: str) -> list[Near]:
    """Return the words of this node's names that are nearly the one typed, the likeliest first."""
    slipped = SearchQuery(groups=(_any_of(likeness.asked(typed), is_prefix=False),))
    found = likeness.near(typed, _words(slipped))
    if len(found) == likeness.MOST_WORDS or len(beginning := likeness.sound(typed)) < _BEGUN:
        return found
    begun = SearchQuery(groups=(_any_of([beginning], is_prefix=True),))
    return likeness.near(typed, {*_words(begun), *(one.word for one in found)})


def _any_of(tokens: Sequence[str], *, is_prefix: bool) -> tuple[tuple[Term, ...], ...]:
    return tuple((Term(token=token, is_prefix=is_prefix),) for token in tokens)


def _words(query: SearchQuery) -> list[str]:
    if not any(query.groups):
        return []
    connection = connections[current().database]
    is_embedded = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            _WORDS_IN_FTS if is_embedded else _WORDS_IN_GIN,
            [to_fts5(query) if is_embedded else to_tsquery(query), _MOST_COMPARED],
        )
        return [word for (word,) in cursor.fetchall()]


def _answering(query: SearchQuery, limit: int) -> list[tuple[UUID, bytes]]:
    if query.is_empty:
        return []
    connection = connections[current().database]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_FTS_CANDIDATES, [to_fts5(query), limit])
            return [(UUID(id), bytes(summary)) for id, summary in cursor.fetchall()]
        cursor.execute(_GIN_CANDIDATES, [to_tsquery(query), limit])
        return [(id, bytes(summary)) for id, summary in cursor.fetchall()]
