"""What a node keeps: tables in memory, written in transactions that a death takes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tillbook.simulator.failures import Broken, Killed

_MISSING: Any = object()
Table = dict[Any, Any]


class Disk:
    """Durable tables. Outside a transaction each write is durable at once, as a file is."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.commits = 0
        self._undo: list[tuple[Table, Any, Any]] | None = None

    def table(self, name: str) -> Table:
        """Return a table; it is made when first asked for."""
        return self.tables.setdefault(name, {})

    def put(self, table: Table, key: Any, value: Any) -> None:
        """Write one row."""
        if self._undo is not None:
            self._undo.append((table, key, table.get(key, _MISSING)))
        table[key] = value

    def drop(self, table: Table, key: Any) -> None:
        """Delete one row, if it is there."""
        if key in table:
            if self._undo is not None:
                self._undo.append((table, key, table[key]))
            del table[key]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all writes of the block, or none when it dies or raises."""
        if self._undo is not None:
            raise Broken("disk", "one transaction stands in another")
        self._undo = []
        sizes = {name: len(table) for name, table in self.tables.items()}
        try:
            yield
        except BaseException as ended:
            lost = self._take_back(sizes)
            if isinstance(ended, Killed):
                ended.lost = lost
            raise
        finally:
            self._undo = None
        self.commits += 1

    def _take_back(self, sizes: dict[str, int]) -> int:
        """Undo the open transaction; return how many writes are lost, proven to be gone."""
        undo = self._undo or []
        for table, key, before in reversed(undo):
            if before is _MISSING:
                table.pop(key, None)
            else:
                table[key] = before
        for table, key, before in undo[:1]:
            if table.get(key, _MISSING) is not before:
                raise Broken("disk", "a lost transaction left a row")
        if any(len(table) != sizes.get(name, 0) for name, table in self.tables.items()):
            raise Broken("disk", "a lost transaction left rows")
        return len(undo)
