"""An encrypted database file: its key, its promises, its start-up check."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.ground.conftest import ALIAS, KEY
from tillbook.config.sqlcipher.errors import (
    UnprovenDatabase,
    UnusableDatabaseKey,
    WrongDatabaseKey,
)
from tillbook.config.sqlcipher.proof import SQLITE_HEADER, prove

Open = Callable[..., BaseDatabaseWrapper]
# The bytes that SQLite locks for reading, from its file format.
SHARED_FIRST = 0x40000000 + 2
SHARED_SIZE = 510


def ask(database: BaseDatabaseWrapper, question: str) -> object:
    with database.cursor() as cursor:
        cursor.execute(question)
        (value,) = cursor.fetchone()
    return value


def test_a_new_database_keeps_every_promise(open_database: Open) -> None:
    facts = prove(open_database())

    assert facts.journal_mode == "wal"
    assert facts.synchronous == 2
    assert facts.cipher_version.startswith("4.")
    assert tuple(map(int, facts.sqlite_version.split("."))) >= (3, 51, 3)
    assert facts.has_full_text_search


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 1500), ("legacy_alter_table", 0)],
)
def test_every_connection_runs_the_first_commands(
    open_database: Open, pragma: str, value: int
) -> None:
    database = open_database(timeout=1.5)

    assert ask(database, f"PRAGMA {pragma}") == value


def test_the_log_does_not_keep_the_size_of_the_largest_write(open_database: Open) -> None:
    assert ask(open_database(), "PRAGMA journal_size_limit") == 16 * 1024 * 1024


def test_commands_of_the_settings_run_after_our_own(open_database: Open) -> None:
    database = open_database(init_command="PRAGMA cache_size = -777; PRAGMA user_version = 5")

    assert ask(database, "PRAGMA cache_size") == -777
    assert ask(database, "PRAGMA user_version") == 5


def test_nothing_readable_lies_on_the_disk(open_database: Open, database_file: Path) -> None:
    database = open_database()
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE person (name text)")
        cursor.execute("INSERT INTO person VALUES ('Astrid Sjögren')")

    on_disk = b"".join(file.read_bytes() for file in database_file.parent.iterdir())

    assert not on_disk.startswith(SQLITE_HEADER)
    assert b"Astrid" not in on_disk
    assert b"CREATE TABLE" not in on_disk


def test_a_wrong_key_is_named_and_changes_nothing(open_database: Open, database_file: Path) -> None:
    database = open_database()
    ask(database, "PRAGMA user_version")
    database.close()
    before = database_file.read_bytes()

    with pytest.raises(WrongDatabaseKey) as refused:
        open_database(key="00" * 32).ensure_connection()

    assert str(database_file) in refused.value.message
    assert "key file" in refused.value.remedy
    assert database_file.read_bytes() == before


def test_a_wrong_key_says_so_once_and_not_on_the_error_stream(
    open_database: Open, capfd: pytest.CaptureFixture[str]
) -> None:
    open_database().ensure_connection()

    with pytest.raises(WrongDatabaseKey):
        open_database(key="00" * 32).ensure_connection()

    assert capfd.readouterr().err == ""


def test_a_plain_file_is_never_taken_for_an_encrypted_one(
    open_database: Open, database_file: Path
) -> None:
    with sqlite3.connect(database_file) as plain:
        plain.execute("CREATE TABLE person (name text)")
    plain.close()

    with pytest.raises(WrongDatabaseKey, match="never encrypted"):
        open_database().ensure_connection()


@pytest.mark.parametrize("key", ["", "5e", "zz" * 32, "5e" * 33, "5e" * 32 + "'; --"])
def test_a_key_of_the_wrong_form_never_reaches_the_file(
    open_database: Open, database_file: Path, key: str
) -> None:
    with pytest.raises(UnusableDatabaseKey, match="64 hex digits"):
        open_database(key=key).ensure_connection()

    assert not database_file.exists()


def test_a_missing_key_is_refused(open_database: Open) -> None:
    with pytest.raises(UnusableDatabaseKey, match="No key"):
        open_database(key=None).ensure_connection()


def test_the_key_can_come_from_a_file_or_a_function(open_database: Open, tmp_path: Path) -> None:
    key_file = tmp_path / "database.key"
    key_file.write_text(KEY + "\n")
    open_database().ensure_connection()

    assert ask(open_database(key_file=key_file), "PRAGMA cipher_status") == "1"
    assert ask(open_database(key=lambda: KEY), "PRAGMA cipher_status") == "1"


def test_a_key_file_that_is_gone_is_named(open_database: Open, tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabaseKey) as refused:
        open_database(key_file=tmp_path / "gone.key").ensure_connection()

    assert "gone.key" in refused.value.message
    assert refused.value.remedy


def test_the_key_stands_in_no_message(open_database: Open) -> None:
    with pytest.raises(UnusableDatabaseKey) as refused:
        open_database(key="secret-but-too-short").ensure_connection()

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("command", "promise"),
    [("PRAGMA synchronous = NORMAL", "synchronous"), ("PRAGMA journal_mode = DELETE", "log")],
)
def test_the_check_names_the_promise_that_does_not_hold(
    open_database: Open, command: str, promise: str
) -> None:
    database = open_database(init_command=command)

    with pytest.raises(UnprovenDatabase) as refused:
        prove(database)

    assert promise in refused.value.promise
    assert refused.value.remedy


def test_the_check_refuses_a_database_that_is_no_file(open_database: Open) -> None:
    database = open_database()
    database.settings_dict["NAME"] = "file:nowhere?mode=memory"

    with pytest.raises(UnprovenDatabase):
        prove(database)


def test_the_check_does_not_give_up_the_locks_of_this_process(
    open_database: Open, database_file: Path
) -> None:
    database = open_database()
    assert is_read_locked(database_file)

    prove(database)

    assert is_read_locked(database_file)


def is_read_locked(database_file: Path) -> bool:
    """Ask from another process whether a connection of this one holds SQLite's shared lock."""
    program = (
        "import fcntl, sys; file = open(sys.argv[1], 'r+b');"
        f"fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, {SHARED_SIZE}, {SHARED_FIRST})"
    )
    tried = subprocess.run(
        [sys.executable, "-c", program, str(database_file)], capture_output=True, check=False
    )
    return tried.returncode != 0


def test_a_test_database_is_a_file_and_leaves_nothing(
    open_database: Open, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database()
    monkeypatch.setitem(settings.DATABASES, ALIAS, dict(database.settings_dict))
    test_file = database_file.with_name("test.db")
    database.settings_dict["TEST"] |= {"NAME": str(test_file), "MIGRATE": False}
    Path(f"{test_file}-wal").write_bytes(b"of another database")

    database.creation.create_test_db(verbosity=0, autoclobber=True)
    facts = prove(database)
    database.creation.destroy_test_db(str(database_file), verbosity=0)

    assert facts.journal_mode == "wal"
    assert [file.name for file in database_file.parent.glob("test.db*")] == []
