"""Keeping the words of names, by which mistyped names are found, in the transaction of the index.

A word is here as long as the index holds it: nobody counts, so that two who save an Anna at once do
not wait for each other.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.customers.models import NameWord
from tillbook.customers.rules import likeness
from tillbook.nodes.this_node import current
from tillbook.nodes.upserts import upsert

_KNOWN_IN_SQLITE = """
SELECT word FROM customers_nameword WHERE word IN (SELECT value FROM json_each(%s))
"""
_KNOWN = "SELECT word FROM customers_nameword WHERE word = ANY(%s)"
_NEWEST = "SELECT seq FROM sqlite_sequence WHERE name = %s"
_HELD_IN_FTS = "SELECT 1 FROM customers_fts WHERE customers_fts MATCH %s LIMIT 1"
_HELD_BY_NOBODY = """
SELECT word FROM unnest(%s::text[]) AS word WHERE NOT EXISTS (
    SELECT 1 FROM customers_searchentry WHERE tokens @@ word::tsquery
)
"""


def learn(words: set[str]) -> None:
    """Keep words that are not here yet, one statement for many."""
    connection = _connection()
    # In order: two who learn the same words do not lock each other out.
    new = sorted(words - _known(connection, words)) if words else ()
    if not new:
        return
    kept = ({"word": word, "neighbours": " ".join(likeness.neighbours(word))} for word in new)
    if connection.vendor == "sqlite":
        _learn_in_order(connection, list(kept))
    else:
        upsert(NameWord, kept, columns=("word", "neighbours"), unique="word")


def forget(words: set[str]) -> None:
    """Drop those words that no customer in the index has any more."""
    if not words:
        return
    connection = _connection()
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(_HELD_BY_NOBODY, [sorted(words)])
            gone = [word for (word,) in cursor.fetchall()]
        else:
            gone = [word for word in words if not _is_held(cursor, word)]
    if gone:
        _drop(connection, gone)


def clear() -> None:
    """Drop every word: all are learnt anew."""
    connection = _connection()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO customers_wordfts (customers_wordfts) VALUES ('delete-all')"
            )
    NameWord.objects.all().delete()


def _known(connection: BaseDatabaseWrapper, words: set[str]) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_KNOWN_IN_SQLITE, [msgspec.json.encode(words).decode()])
        else:
            cursor.execute(_KNOWN, [list(words)])
        return {word for (word,) in cursor.fetchall()}


def _learn_in_order(connection: BaseDatabaseWrapper, kept: Sequence[dict[str, Any]]) -> None:
    with connection.cursor() as cursor:
        # Nobody else writes until this transaction ends.
        cursor.execute(_NEWEST, [NameWord._meta.db_table])
        newest = cursor.fetchone()
        numbered = list(enumerate(kept, newest[0] + 1 if newest else 1))
        rows = ({"id": at, "word": one["word"]} for at, one in numbered)
        upsert(NameWord, rows, columns=("id", "word", "neighbours"), unique=None)
        cursor.executemany(
            "INSERT INTO customers_wordfts (rowid, neighbours) VALUES (%s, %s)",
            [(at, one["neighbours"]) for at, one in numbered],
        )


def _drop(connection: BaseDatabaseWrapper, words: Collection[str]) -> None:
    rows = list(NameWord.objects.filter(word__in=words).values_list("id", flat=True))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM customers_wordfts WHERE rowid = %s", [(row,) for row in rows]
            )
    NameWord.objects.filter(id__in=rows).delete()


def _is_held(cursor: Any, word: str) -> bool:
    # A word consists of letters only.
    cursor.execute(_HELD_IN_FTS, [f'"{word}"'])
    return cursor.fetchone() is not None


def _connection() -> BaseDatabaseWrapper:
    return connections[current().database]
