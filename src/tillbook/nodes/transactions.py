"""Write transactions: on SQLite one fair queue per database, so that waiting is bounded."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from tillbook.nodes.this_node import current
from tillbook.nodes.unit import working


class FairLock:
    """A lock that is handed on in the order of arrival."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self) -> None:
        """Wait for the turn."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def release(self) -> None:
        """Hand the lock to whoever came first."""
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._held = False


_locks: dict[str, FairLock] = {}
_locks_guard = threading.Lock()


def _lock_of(alias: str) -> FairLock:
    with _locks_guard:
        return _locks.setdefault(alias, FairLock())


@contextmanager
def write() -> Iterator[None]:
    """Open the one write transaction of this thread on the node's database.

    It commits durably when the block ends and refuses to run inside another: nothing that waits
    for a network may stand in it.
    """
    alias = current().database
    if connections[alias].vendor != "sqlite":
        with transaction.atomic(using=alias, durable=True), working():
            yield
        return
    lock = _lock_of(alias)
    lock.acquire()
    try:
        with transaction.atomic(using=alias, durable=True), working():
            yield
    finally:
        lock.release()


@contextmanager
def write_along() -> Iterator[None]:
    """Write in the transaction that is open, or in one of its own where none is.

    For what follows from a decision and may be asked for by itself too.
    """
    if connections[current().database].in_atomic_block:
        yield
    else:
        with write():
            yield


@contextmanager
def read() -> Iterator[None]:
    """Read several tables as of one moment, without holding up any writer."""
    connection = connections[current().database]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django would begin IMMEDIATE and so wait for writers; a reader in WAL need not.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
    else:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
