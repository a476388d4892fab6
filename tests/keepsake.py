"""What several databases hold, kept once and laid out again: quicker than building it anew."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Model

from tillbook.customers import document
from tillbook.customers.models import NameWord, SearchEntry
from tillbook.customers.rules.likeness import neighbours
from tillbook.customers.rules.search_tokens import tokens_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepsake:
    """The rows of some databases, and the files beside them."""

    #: database -> (statement, rows) of each table that has any.
    rows: dict[str, list[tuple[str, list[tuple[Any, ...]]]]]
    folder: Path


def keep(databases: Sequence[str], folder: Path, *, at: Path) -> Keepsake:
    """Keep what the product's tables and a folder hold now."""
    shutil.copytree(folder, at)
    return Keepsake(rows={alias: _read(alias) for alias in databases}, folder=at)


def lay_out(kept: Keepsake, folder: Path) -> None:
    """Put everything into empty tables, and the files into a folder. Indexes are the caller's."""
    shutil.copytree(kept.folder, folder, dirs_exist_ok=True)
    for alias, tables in kept.rows.items():
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            for statement, rows in tables:
                cursor.executemany(statement, rows)
            for statement in connections[alias].ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)


def _read(alias: str) -> list[tuple[str, list[tuple[Any, ...]]]]:
    connection = connections[alias]
    quote = connection.ops.quote_name
    tables = [model._meta.db_table for model in _models()]
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {quote(table)}")
            columns = [column[0] for column in cursor.description]
            if rows := cursor.fetchall():
                names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
                statement = f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"
                found.append((statement, [tuple(map(_plain, row)) for row in rows]))
    return found


def _models() -> list[type[Model]]:
    ours = apps.get_models(include_auto_created=True)
    return [model for model in ours if model.__module__.startswith("tillbook.")]


def _plain(value: Any) -> Any:
    """Return a value as a statement takes it; JSON columns come back as they are stored."""
    return bytes(value) if isinstance(value, memoryview) else value


def empty_index(alias: str) -> None:
    """Drop what a full-text index holds: emptying the tables of models leaves it there."""
    if connections[alias].vendor == "sqlite":
        with connections[alias].cursor() as cursor:
            for table in ("customers_fts", "customers_wordfts"):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")


def index(alias: str) -> None:
    """Fill the acting node's full-text index, whose content cannot be read back."""
    empty_index(alias)
    if connections[alias].vendor != "sqlite":
        return
    words = NameWord.objects.values_list("id", "word")
    entries = dict(SearchEntry.objects.values_list("customer", "id"))
    found = document.read(list(entries))
    with connections[alias].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO customers_fts (rowid, tokens) VALUES (%s, %s)",
            [(entries[id], " ".join(tokens_of(customer))) for id, customer in found.items()],
        )
        cursor.executemany(
            "INSERT INTO customers_wordfts (rowid, neighbours) VALUES (%s, %s)",
            [(id, " ".join(neighbours(word))) for id, word in words],
        )
