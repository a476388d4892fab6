"""The floor of a save: its very rows by raw SQL, one transaction each, fsynced, encrypted."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from tillbook.nodes.identity import DATABASE_FILE, read_database_key

#: Table and the question for the rows that a save or a decision left of one customer.
ROWS = (
    ("exchange_operation", "entity = ?1"),
    (
        "exchange_operationbody",
        "operation_id IN (SELECT id FROM exchange_operation WHERE entity = ?1)",
    ),
    ("exchange_logentry", "subject IN (SELECT id FROM exchange_operation WHERE entity = ?1)"),
    ("exchange_entity", "id = ?1"),
    ("exchange_change", "entity = ?1"),
    ("customers_accountnumber", "customer = ?1"),
    ("customers_customer", "id = ?1"),
    ("customers_contact", "customer_id = ?1"),
    ("customers_address", "customer_id = ?1"),
    ("customers_customeraffiliation", "customer_id = ?1"),
    ("customers_searchentry", "customer = ?1"),
)
_SCHEMA = (
    "SELECT sql FROM sqlite_master WHERE tbl_name IN ({}) AND sql IS NOT NULL ORDER BY type DESC"
)
#: How the words of a customer enter the full-text index; nothing else of them is kept on SQLite.
SEARCH = "INSERT INTO customers_fts (rowid, tokens) VALUES (?, ?)"
_SEARCH_TABLE = "SELECT sql FROM sqlite_master WHERE name = 'customers_fts'"
Rows = list[tuple[str, tuple[Any, ...]]]


def rows_of(folder: Path, customers: Sequence[str]) -> tuple[list[str], list[Rows]]:
    """Read from a node's database the tables that a save writes, and the rows of these saves."""
    connection = open_database(folder / DATABASE_FILE, read_database_key(folder))
    try:
        connection.execute("PRAGMA query_only = ON")
        schema = schema_of(connection, [table for table, _ in ROWS])
        schema.append(search_of(connection))
        return schema, [_rows(connection, id.replace("-", "")) for id in customers]
    finally:
        connection.close()


def schema_of(connection: Any, tables: Sequence[str]) -> list[str]:
    """Return the statements that make tables and their indexes."""
    marks = ", ".join("?" * len(tables))
    return [sql for (sql,) in connection.execute(_SCHEMA.format(marks), list(tables)).fetchall()]


def search_of(connection: Any) -> str:
    """Return the statement that makes the full-text index."""
    return str(connection.execute(_SEARCH_TABLE).fetchone()[0])


def new_database(path: Path, schema: Sequence[str]) -> Any:
    """Make an encrypted database that keeps what a node's own promises."""
    connection = connected(path)
    for statement in schema:
        connection.execute(statement)
    return connection


def connected(path: Path) -> Any:
    """Open a connection to such a database, for any thread."""
    connection = open_database(path, "5e" * 32)
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _rows(connection: Any, customer: str) -> Rows:
    found: Rows = []
    for table, where in ROWS:
        rows = connection.execute(f"SELECT * FROM {table} WHERE {where}", [customer])  # noqa: S608
        found += [(table, row) for row in rows.fetchall()]
    return found


def write(schema: Sequence[str], saves: Sequence[Rows]) -> list[float]:
    """Write the rows of each save in one durable transaction; return the seconds of each."""
    with empty(schema) as connection:
        return [write_one(connection, rows) for rows in saves]


@contextmanager
def empty(schema: Sequence[str]) -> Iterator[Any]:
    """Open a new database with these tables for a while."""
    with tempfile.TemporaryDirectory(prefix="tillbook-floor-") as folder:
        connection = new_database(Path(folder) / "floor.db", schema)
        try:
            yield connection
        finally:
            connection.close()


def write_one(connection: Any, rows: Rows, *, words: tuple[int, str] | None = None) -> float:
    """Write the rows of a save, and what it is found by, in a durable transaction; return seconds."""
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, row in rows:
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
    if words is not None:
        connection.execute(SEARCH, words)
    connection.execute("COMMIT")
    return time.perf_counter() - started


def open_database(path: Path, key: str) -> Any:
    """Open an encrypted file with its key, 64 hex digits."""
    connection = dbapi2.connect(path, timeout=10.0, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection
