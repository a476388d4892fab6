"""The customers of a run in DuckDB: in memory, off the network, with the keys that say whom to compare."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import islice
from typing import Any

import duckdb
import pyarrow

from tillbook.customers.linkage.features import LISTS, NAMES, Features
from tillbook.customers.linkage.model import Model

ROWS = "customers"
_BATCH = 10_000
#: Nothing is fetched, and nothing that is personal is written to a disk.
_CLOSED = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET temp_directory = ''",
    "SET enable_external_access = false",
)


class Book:
    """Customers as they are compared. Close it when done."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.connection = duckdb.connect(":memory:")
        for setting in _CLOSED:
            self.connection.execute(setting)
        columns = ", ".join(map(_column, NAMES))
        self.connection.execute(f"CREATE TABLE {ROWS} ({columns}, is_known BOOLEAN)")
        self.count = 0

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()

    def add(self, customers: Iterable[Features]) -> None:
        """Take customers in."""
        rows = map(astuple, customers)
        while batch := list(islice(rows, _BATCH)):
            self._insert(batch)
            self.count += len(batch)

    def _insert(self, batch: Sequence[tuple[Any, ...]]) -> None:
        columns = {
            name: pyarrow.array(
                [value or None for value in values],
                pyarrow.list_(pyarrow.string()) if name in LISTS else pyarrow.string(),
            )
            for name, values in zip(NAMES, zip(*batch, strict=True), strict=True)
        }
        self.connection.register("arriving", pyarrow.table(columns))
        self.connection.execute(f"INSERT INTO {ROWS} SELECT *, false FROM arriving")  # noqa: S608
        self.connection.unregister("arriving")

    def is_known(self, *columns: str) -> bool:
        """Tell whether some customer has all these."""
        given = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        return bool(self._one(f"SELECT count(*) FROM {ROWS} WHERE {given}"))  # noqa: S608

    def block(self) -> None:
        """Write down by which keys customers are compared; keys of too many are left out.

        Call it when everybody is in.
        """
        told = " UNION ALL ".join(_keys(self.model.blocking.keys))
        self.connection.execute(f"CREATE OR REPLACE TABLE told AS {told}")
        self.connection.execute(
            "CREATE OR REPLACE TABLE keys AS SELECT unique_id, key FROM told JOIN ("
            "SELECT key FROM told GROUP BY key HAVING count(*) BETWEEN 2 AND ?) USING (key)",
            [self.model.most_of_one_key],
        )
        self.connection.execute("DROP TABLE told")
        self._know_names()

    def _know_names(self) -> None:
        """Mark the first names that many have: two such names are two, not one mistyped."""
        many = max(self.model.fewest_of_a_known_name, self.model.known_name_share * self.count)
        self.connection.execute(
            f"UPDATE {ROWS} SET is_known = first IN ("  # noqa: S608
            f"SELECT first FROM {ROWS} GROUP BY first HAVING count(*) >= ?)",
            [many],
        )

    def candidates(self, part: int = 0, parts: int = 1) -> str:
        """Write down the pairs to compare of one part of all; return the name of the table."""
        self.connection.execute(
            "CREATE OR REPLACE TABLE candidates AS SELECT DISTINCT '0' AS match_key, "
            "l.unique_id AS join_key_l, r.unique_id AS join_key_r "
            "FROM keys l JOIN keys r ON l.key = r.key AND l.unique_id < r.unique_id "
            "WHERE hash(l.unique_id) % ? = ?",
            [parts, part],
        )
        return "candidates"

    def compared(self) -> list[tuple[str, str]]:
        """Return the pairs of the part that was written down last."""
        found = self.connection.execute("SELECT join_key_l, join_key_r FROM candidates")
        return [(first, second) for first, second in found.fetchall()]

    def certain_pairs(self) -> int:
        """Count the pairs that are one customer almost for sure."""
        told = " UNION ALL ".join(_keys(self.model.blocking.certain))
        return self._one(
            f"WITH told AS ({told}) SELECT count(*) FROM (SELECT DISTINCT l.unique_id, "  # noqa: S608
            "r.unique_id FROM told l JOIN told r ON l.key = r.key AND l.unique_id < r.unique_id)"
        )

    def _one(self, sql: str) -> int:
        return int(self.connection.execute(sql).fetchall()[0][0])


def _column(name: str) -> str:
    return f"{name} VARCHAR[]" if name in LISTS else f"{name} VARCHAR"


def _keys(expressions: Sequence[str]) -> Iterator[str]:
    for number, expression in enumerate(expressions):
        value = f"unnest({expression})" if expression in LISTS else expression
        yield (
            f"SELECT unique_id, hash({number}, scope, value) AS key FROM ("  # noqa: S608
            f"SELECT unique_id, scope, {value} AS value FROM {ROWS}) WHERE value IS NOT NULL"
        )
