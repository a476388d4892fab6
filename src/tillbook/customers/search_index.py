"""Asking the search index: FTS5 on SQLite, a GIN index on PostgreSQL. Most recent first."""

from uuid import UUID

from django.db import connections

from tillbook.customers.models import SearchEntry
from tillbook.customers.rules.search_tokens import SearchQuery, to_fts5, to_tsquery, whole_words
from tillbook.nodes.this_node import current

MAX_CANDIDATES = 500
#: Ranking happens in Python: over so many with the very words, and so many whose words begin so.
MAX_OF_A_KIND = 150

_FTS_CANDIDATES = """
SELECT entry.customer, entry.summary FROM customers_fts
JOIN customers_searchentry AS entry ON entry.id = customers_fts.rowid
WHERE customers_fts MATCH %s ORDER BY customers_fts.rowid DESC LIMIT %s
"""
_GIN_CANDIDATES = """
SELECT customer, summary FROM customers_searchentry
WHERE array_to_tsvector(string_to_array(tokens, ' ')) @@ %s::tsquery
ORDER BY id DESC LIMIT %s
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


def candidates(query: SearchQuery, *, limit: int = MAX_CANDIDATES) -> list[UUID]:
    """Return customers whose tokens answer a query, most recently written first."""
    return [customer for customer, _ in _answering(query, limit)]


def to_rank(query: SearchQuery) -> dict[UUID, bytes]:
    """Return the customers that are worth ranking, with what they are ranked by.

    Those that hold the very words come before those whose words begin so: the one Ek among ten
    thousand Ekströms is there. What they are ranked by is empty where an older release wrote it.
    """
    exact = whole_words(query)
    found = dict(_answering(exact, MAX_OF_A_KIND))
    if exact != query:
        for customer, summary in _answering(query, MAX_OF_A_KIND):
            found.setdefault(customer, summary)
    return found


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
