"""Asking the search index: FTS5 on SQLite, a GIN index on PostgreSQL. Most recent first."""

from uuid import UUID

from django.db import connections

from tillbook.customers.models import SearchEntry
from tillbook.customers.rules.search_tokens import SearchQuery, to_fts5, to_tsquery
from tillbook.nodes.this_node import current

#: Ranking happens in Python over at most this many candidates, the most recent ones.
MAX_CANDIDATES = 500

_FTS_CANDIDATES = """
SELECT entry.customer FROM customers_fts
JOIN customers_searchentry AS entry ON entry.id = customers_fts.rowid
WHERE customers_fts MATCH %s ORDER BY customers_fts.rowid DESC LIMIT %s
"""
_GIN_CANDIDATES = """
SELECT customer FROM customers_searchentry
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
    if query.is_empty:
        return []
    connection = connections[current().database]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_FTS_CANDIDATES, [to_fts5(query), limit])
            return [UUID(row[0]) for row in cursor.fetchall()]
        cursor.execute(_GIN_CANDIDATES, [to_tsquery(query), limit])
        return [row[0] for row in cursor.fetchall()]
