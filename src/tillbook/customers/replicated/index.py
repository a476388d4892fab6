"""Keeping the search index: tokens of each customer, written in the transaction of the row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.attributes import queries as attributes
from tillbook.customers.document import ATTRIBUTES
from tillbook.customers.models import SearchEntry
from tillbook.customers.rules.search_tokens import tokens_of
from tillbook.customers.rules.summaries import summary_of
from tillbook.exchange.core.units import Document
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import remember
from tillbook.nodes.upserts import upsert

_encode = msgspec.json.Encoder().encode
#: The largest number that was ever given, also to what is gone.
_NEWEST = "SELECT seq FROM sqlite_sequence WHERE name = %s"


def tokens_for(customer: Document) -> list[str]:
    """Fold a customer by today's rules: the document, and the attributes that are searched."""
    values = customer.get(ATTRIBUTES)
    if not values:
        return tokens_of(customer)
    searchable = remember("searchable attributes", attributes.searchable)
    texts = [
        text
        for id, value in values.items()
        if id in searchable
        for text in searchable[id].texts_of(value)
    ]
    return tokens_of(customer, more=texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the index keeps of a customer."""

    customer: UUID
    tokens: Sequence[str]
    #: What it is ranked by (JSON).
    summary: bytes


def entry_of(customer: Document, tokens: Sequence[str] | None = None) -> Entry:
    """Make a customer's entry; the tokens are folded here unless they came along."""
    return Entry(
        customer=UUID(customer["id"]),
        tokens=tokens_for(customer) if tokens is None else tokens,
        summary=_encode(summary_of(customer)),
    )


def put(entries: Sequence[Entry]) -> None:
    """Index customers that are not in the index, inside the caller's transaction."""
    connection = _connection()
    if connection.vendor != "sqlite":
        rows = (
            {"customer": one.customer, "tokens": " ".join(one.tokens), "summary": one.summary}
            for one in entries
        )
        upsert(SearchEntry, rows, columns=("customer", "tokens", "summary"), unique=None)
        return
    with connection.cursor() as cursor:
        # Nobody else writes until this transaction ends.
        cursor.execute(_NEWEST, [SearchEntry._meta.db_table])
        newest = cursor.fetchone()
        numbered = list(enumerate(entries, newest[0] + 1 if newest else 1))
        rows = ({"id": at, "customer": e.customer, "summary": e.summary} for at, e in numbered)
        upsert(SearchEntry, rows, columns=("id", "customer", "tokens", "summary"), unique=None)
        cursor.executemany(
            "INSERT INTO customers_fts (rowid, tokens) VALUES (%s, %s)",
            [(at, " ".join(one.tokens)) for at, one in numbered],
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
