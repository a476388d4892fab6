"""The search index: tokens of each customer, in FTS5 on SQLite and a GIN index on PostgreSQL.

Written in the transaction of the row; candidates come most recent first.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

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


def put(tokens: Mapping[UUID, Sequence[str]]) -> None:
    """Index customers anew, inside the caller's transaction."""
    drop(list(tokens))
    connection = _connection()
    in_fts = connection.vendor == "sqlite"
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(customer=id, tokens="" if in_fts else " ".join(words))
        for id, words in tokens.items()
    )
    if in_fts:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO customers_fts (rowid, tokens) VALUES (%s, %s)",
                [(entry.id, " ".join(tokens[entry.customer])) for entry in entries],
            )


def drop(customers: Collection[UUID]) -> None:
    """Take customers out of the index, inside the caller's transaction."""
    rows = list(SearchEntry.objects.filter(customer__in=customers).values_list("id", flat=True))
    if not rows:
        return
    connection = _connection()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM customers_fts WHERE rowid = %s", [(row,) for row in rows]
            )
    SearchEntry.objects.filter(id__in=rows).delete()


def candidates(query: SearchQuery, *, limit: int = MAX_CANDIDATES) -> list[UUID]:
    """Return customers whose tokens answer a query, most recently written first."""
    if query.is_empty:
        return []
    connection = _connection()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_FTS_CANDIDATES, [to_fts5(query), limit])
            return [UUID(row[0]) for row in cursor.fetchall()]
        cursor.execute(_GIN_CANDIDATES, [to_tsquery(query), limit])
        return [row[0] for row in cursor.fetchall()]


def _connection() -> BaseDatabaseWrapper:
    return connections[current().database]
