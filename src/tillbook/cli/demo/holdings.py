"""Counting the customers that a node holds, in its own database and read only."""

from pathlib import Path

from sqlcipher3 import dbapi2

from tillbook.nodes.identity import DATABASE_FILE, read_database_key


def customers_at(folder: Path) -> int:
    """Return how many customers the node's database shows; 0 before it has its tables."""
    connection = dbapi2.connect(folder / DATABASE_FILE, timeout=5.0)
    try:
        connection.execute(f"PRAGMA key = \"x'{read_database_key(folder)}'\"")
        connection.execute("PRAGMA query_only = ON")
        [count] = connection.execute("SELECT count(*) FROM customers_customer").fetchone()
        return int(count)
    finally:
        connection.close()
