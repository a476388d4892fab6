"""Keeping the search index: tokens of each customer, written in the transaction of the row."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.customers.models import SearchEntry
from tillbook.nodes.this_node import current


def put(tokens: Mapping[UUID, Sequence[str]]) -> None:
    """Index customers that are not in the index, inside the caller's transaction."""
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
    if not customers:
        return
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


def _connection() -> BaseDatabaseWrapper:
    return connections[current().database]
