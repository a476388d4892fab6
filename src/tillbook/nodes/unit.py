"""What one write transaction remembers, and the rows that it writes many at a time.

Deciding an operation asks little of many tables. A transaction that decides many at once reads
ahead for all of them and writes behind; whoever must see everything in the tables calls
`write_out` first.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from tillbook.nodes.upserts import insert

Read = TypeVar("Read")


@dataclass(slots=True, kw_only=True)
class Unit:
    """The work of one transaction."""

    #: Whether rows may be written later in the transaction, many at a time.
    is_behind: bool = False
    #: What was read in this transaction and holds until something is configured.
    memory: dict[Hashable, Any] = field(default_factory=dict)
    #: Counters ahead of their rows; they go back with a part that fails.
    counters: dict[Hashable, Any] = field(default_factory=dict)
    #: What rows to come may be about; another operation on it must find them in the tables.
    claims: set[Hashable] = field(default_factory=set)
    _rows: dict[int, Model] = field(default_factory=dict)
    _writes: list[tuple[Callable[[list[Any]], None], Any]] = field(default_factory=list)

    def add(self, row: Model) -> None:
        """Add a row, now or with others of its table."""
        if self.is_behind:
            self._rows[id(row)] = row
        else:
            row.save(force_insert=True)

    def holds(self, row: Model) -> bool:
        """Tell whether a row is still to be added; its fields may be set until then."""
        return id(row) in self._rows

    def later(self, write: Callable[[list[Any]], None], item: Any) -> None:
        """Hand an item to `write`, now or with others of the same."""
        if self.is_behind:
            self._writes.append((write, item))
        else:
            write([item])

    def write_out(self) -> None:
        """Write everything that is still to be written; one statement per table."""
        rows, writes = list(self._rows.values()), self._writes
        self._rows, self._writes = {}, []
        for model in dict.fromkeys(type(row) for row in rows):
            insert(model, (row.__dict__ for row in rows if type(row) is model))
        for write in dict.fromkeys(write for write, _ in writes):
            write([item for by, item in writes if by == write])

    def forget(self) -> None:
        """Forget what was read: something was configured. What was to be written is written."""
        self.write_out()
        self.memory.clear()
        self.counters.clear()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Write at once inside the block, so that the database's own savepoint takes it back."""
        self.write_out()
        is_behind, counters = self.is_behind, dict(self.counters)
        self.is_behind = False
        try:
            yield
        except BaseException:
            self.memory.clear()
            self.counters = counters
            raise
        finally:
            self.is_behind = is_behind


_unit: ContextVar[Unit | None] = ContextVar("tillbook_unit", default=None)


def unit() -> Unit:
    """Return the work of this transaction; outside of one everything is read and written at once."""
    return _unit.get() or Unit()


def remember(key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what was read under a key in this transaction, reading it the first time."""
    memory = unit().memory
    if key not in memory:
        memory[key] = read()
    found: Read = memory[key]
    return found


@contextmanager
def working() -> Iterator[Unit]:
    """Open the work of a transaction; what is still to be written is written at its end."""
    opened = Unit()
    token = _unit.set(opened)
    try:
        yield opened
        opened.write_out()
    finally:
        _unit.reset(token)
