"""The floor of deciding: the rows that it left, by raw SQL, in transactions of the same size.

For each operation: a look whether it is there, a counter, one INSERT per row, and on SQLite its
words in the full-text index. Nothing is proven, merged or checked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from tillbook.cli.bench import floor
from tillbook.cli.bench.floor import Rows
from tillbook.cli.bench.took import Took


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What the floor wrote, and how long that took."""

    rows: int
    took: Took


def measure(words: Mapping[UUID, str], *, batch: int, folder: Path, postgresql: str) -> Floor:
    """Write the rows of these customers' decisions once more, into empty tables beside.

    `words` are what each of them is found by.
    """
    if postgresql:
        return _postgresql(list(words), batch=batch, address=postgresql)
    schema, held = floor.rows_of(folder, [str(customer) for customer in words])
    with floor.empty(schema) as connection:
        return _write(connection, held, list(words.values()), batch=batch)


def _write(connection: Any, held: Sequence[Rows], words: Sequence[str], *, batch: int) -> Floor:
    """Write everything; without words, the database is PostgreSQL and finds them in the rows."""
    mark = "?" if words else "%s"
    connection.execute("CREATE TABLE floor_counter (value bigint)")
    connection.execute("INSERT INTO floor_counter VALUES (0)")
    began = Took.until_now()
    for start in range(0, len(held), batch):
        connection.execute("BEGIN")
        for rows in held[start : start + batch]:
            _write_one(connection, rows, mark)
        for number, line in enumerate(words[start : start + batch], start):
            connection.execute(floor.SEARCH, (number, line))
        connection.execute("COMMIT")
    return Floor(rows=sum(map(len, held)), took=Took.until_now() - began)


def _write_one(connection: Any, rows: Rows, mark: str) -> None:
    """Write one operation's rows; the first one is the operation itself."""
    table, (operation, *_) = rows[0]
    there = f"SELECT id FROM {table} WHERE id = {mark}"  # noqa: S608
    connection.execute(there, [operation]).fetchall()
    connection.execute("UPDATE floor_counter SET value = value + 1")
    for name, row in rows:
        marks = ", ".join([mark] * len(row))
        connection.execute(f"INSERT INTO {name} VALUES ({marks})", row)  # noqa: S608


def _postgresql(customers: Sequence[UUID], *, batch: int, address: str) -> Floor:
    """Copy the tables, empty, into a schema of their own; it is dropped afterwards."""
    import psycopg
    from psycopg.types.string import TextLoader

    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("json", "jsonb"):
            connection.adapters.register_loader(name, TextLoader)
        held = [_rows_of(connection, customer) for customer in customers]
        connection.execute("CREATE SCHEMA floor")
        try:
            for table, _ in floor.ROWS:
                connection.execute(f"CREATE TABLE floor.{table} (LIKE {table} INCLUDING ALL)")
            connection.execute("SET search_path TO floor")
            return _write(connection, held, (), batch=batch)
        finally:
            connection.execute("DROP SCHEMA floor CASCADE")


def _rows_of(connection: Any, customer: UUID) -> Rows:
    found: Rows = []
    for table, where in floor.ROWS:
        asked = where.replace("?1", "%(customer)s")
        rows = connection.execute(f"SELECT * FROM {table} WHERE {asked}", {"customer": customer})  # noqa: S608
        found += [(table, row) for row in rows.fetchall()]
    return found
