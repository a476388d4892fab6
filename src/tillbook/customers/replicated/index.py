"""Keeping the search index: tokens of each customer, written in the transaction of the row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.attributes import queries as attributes
from tillbook.customers.document import ATTRIBUTES
from tillbook.customers.models import SearchEntry
from tillbook.customers.replicated import words
from tillbook.customers.rules import likeness
from tillbook.customers.rules.search_tokens import book_token, tokens_of
from tillbook.customers.rules.summaries import summary_of
from tillbook.exchange.core.units import Document
from tillbook.nodes.this_node import current
from tillbook.nodes.upserts import upsert

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode
#: The largest number that was ever given, also to what is gone.
_NEWEST = "SELECT seq FROM sqlite_sequence WHERE name = %s"


def tokens_for(customer: Document) -> list[str]:
    """Fold a customer by today's rules: the document, and the attributes that are searched."""
    values = customer.get(ATTRIBUTES)
    if not values:
        return tokens_of(customer)
    searchable = attributes.searchable()
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
    #: Its names as they are written, whose words can be mistyped.
    names: Sequence[str] = ()


def entry_of(customer: Document, tokens: Sequence[str] | None = None) -> Entry:
    """Make a customer's entry; the tokens are folded here unless they came along.

    Address books stand in the index of a node, not among the tokens that travel.
    """
    books = customer.get("address_books") or ()
    return Entry(
        customer=UUID(customer["id"]),
        tokens=[
            *(tokens_for(customer) if tokens is None else tokens),
            *(book_token(code) for code in books),
        ],
        summary=_encode(summary_of(customer)),
        names=likeness.names_in(customer),
    )


def replace(customers: Collection[UUID], entries: Sequence[Entry]) -> None:
    """Index customers; those named before are in the index. Inside the caller's transaction."""
    new = likeness.words_in(name for one in entries for name in one.names)
    words.forget(_drop(customers) - new)
    _put(entries)
    words.learn(new)


def put(entries: Sequence[Entry]) -> None:
    """Index customers that are not in the index, inside the caller's transaction."""
    replace((), entries)


def drop(customers: Collection[UUID]) -> None:
    """Take customers out of the index, inside the caller's transaction."""
    replace(customers, ())


def _put(entries: Sequence[Entry]) -> None:
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


def _drop(customers: Collection[UUID]) -> set[str]:
    """Take customers out of the index; return the words of their names."""
    if not customers:
        return set()
    entries = SearchEntry.objects.filter(customer__in=customers).values_list("id", "summary")
    held = {row: bytes(summary) for row, summary in entries}
    if not held:
        return set()
    connection = _connection()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM customers_fts WHERE rowid = %s", [(row,) for row in held]
            )
    SearchEntry.objects.filter(id__in=list(held)).delete()
    return likeness.words_in(
        name for one in held.values() if one for name in likeness.names_in(_decode(one))
    )


def _connection() -> BaseDatabaseWrapper:
    return connections[current().database]
