"""The start-up check: each promise about a database file is seen to hold before it is used."""

import subprocess
import sys
from dataclasses import dataclass
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.config.sqlcipher.errors import UnprovenDatabase

SQLITE_HEADER = b"SQLite format 3\x00"
_OLDEST = (3, 51, 3)
_FULL = 2
_REINSTALL = "Install Tillbook again from its lock file, so that it has its own SQLite."
_REOPEN = "Stop every program that holds the database open, and start again."
_RESTORE = "Move the file away and restore the encrypted one from a backup."


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseFacts:
    """What the check has seen."""

    journal_mode: str
    synchronous: int
    sqlite_version: str
    cipher_version: str
    has_full_text_search: bool
    header: bytes


class _Promise(NamedTuple):
    """One promise, whether it holds, and what to do when it does not."""

    words: str
    holds: bool
    found: object
    remedy: str


def prove(connection: BaseDatabaseWrapper) -> DatabaseFacts:
    """Return the facts of an open database that keeps every promise.

    Raises:
        UnprovenDatabase: with the first promise that does not hold.
    """
    facts = look_at(connection)
    for promise in _promises(facts):
        if not promise.holds:
            raise UnprovenDatabase(promise.words, found=promise.found, remedy=promise.remedy)
    return facts


def _promises(facts: DatabaseFacts) -> list[_Promise]:
    version = tuple(map(int, facts.sqlite_version.split(".")))
    is_encrypted = len(facts.header) == len(SQLITE_HEADER) and facts.header != SQLITE_HEADER
    return [
        _Promise("a driver that encrypts", facts.cipher_version != "", "none", _REINSTALL),
        _Promise("SQLite 3.51.3 or newer", version >= _OLDEST, facts.sqlite_version, _REINSTALL),
        _Promise("full text search (FTS5)", facts.has_full_text_search, "none", _REINSTALL),
        _Promise("a write-ahead log", facts.journal_mode == "wal", facts.journal_mode, _REOPEN),
        _Promise("synchronous=FULL", facts.synchronous == _FULL, facts.synchronous, _REOPEN),
        _Promise("an encrypted file", is_encrypted, facts.header[:6], _RESTORE),
    ]


def look_at(connection: BaseDatabaseWrapper) -> DatabaseFacts:
    """Return the facts of an open database, whatever they are."""
    return DatabaseFacts(
        journal_mode=_value(connection, "PRAGMA journal_mode"),
        synchronous=int(_value(connection, "PRAGMA synchronous")),
        sqlite_version=_value(connection, "SELECT sqlite_version()"),
        cipher_version=_value(connection, "PRAGMA cipher_version"),
        has_full_text_search=_value(
            connection, "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"
        )
        == "1",
        header=_header(_value(connection, "SELECT file FROM pragma_database_list WHERE seq = 0")),
    )


def _value(connection: BaseDatabaseWrapper, question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return "" if row is None else str(row[0])


def _header(path: str) -> bytes:
    """Return the first bytes of the file, read by a process of its own.

    Closing any handle on a database file gives up every lock that this process holds on it
    (a rule of POSIX), so a process with open connections must not open the file itself.
    """
    program = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read(16))"
    found = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return found.stdout
