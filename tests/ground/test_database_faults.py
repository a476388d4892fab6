"""A write to an encrypted file is there whole or not at all, whatever goes wrong."""

import resource
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

from tests.ground.conftest import ALIAS, new_wrapper
from tillbook.config.sqlcipher.errors import DatabaseFull
from tillbook.foundation.errors import StorageFull

Open = Callable[..., BaseDatabaseWrapper]
PAGE = "x" * 4000


@pytest.fixture
def database(open_database: Open) -> BaseDatabaseWrapper:
    opened = open_database()
    run("CREATE TABLE store (id int PRIMARY KEY)")
    run(
        "CREATE TABLE customer (note text, store int REFERENCES store (id) "
        "DEFERRABLE INITIALLY DEFERRED)"
    )
    return opened


def run(statement: str, *values: str | int | None) -> None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)


def count() -> int:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customer")
        (rows,) = cursor.fetchone()
    return int(rows)


def add(note: str = "short", store: int | None = None) -> None:
    run("INSERT INTO customer VALUES (%s, %s)", note, store)


def fill_the_disk() -> None:
    """Let the file grow by no page more: the next one is a true SQLITE_FULL."""
    run("PRAGMA max_page_count = 1")


def make_room() -> None:
    run("PRAGMA max_page_count = 1000000")


def save_many_in_one_transaction() -> None:
    with transaction.atomic(using=ALIAS):
        for _ in range(50):
            add(PAGE)


def test_a_full_disk_is_named_and_says_what_to_do(database: BaseDatabaseWrapper) -> None:
    fill_the_disk()

    with pytest.raises(DatabaseFull) as refused:
        save_many_in_one_transaction()

    assert isinstance(refused.value, OperationalError)
    assert isinstance(refused.value, StorageFull)
    assert "full" in refused.value.message
    assert "Make room" in refused.value.remedy


def test_a_limit_on_the_size_of_files_is_a_full_disk(database: BaseDatabaseWrapper) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(DatabaseFull):
            save_many_in_one_transaction()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert count() == 0
    save_many_in_one_transaction()


def test_a_full_disk_leaves_nothing_half_written(database: BaseDatabaseWrapper) -> None:
    add()
    fill_the_disk()

    with pytest.raises(DatabaseFull):
        save_many_in_one_transaction()

    assert count() == 1


def test_after_a_full_disk_the_same_connection_saves_again(database: BaseDatabaseWrapper) -> None:
    fill_the_disk()
    with pytest.raises(DatabaseFull):
        save_many_in_one_transaction()

    make_room()
    save_many_in_one_transaction()

    assert count() == 50


def test_whoever_ignores_a_full_disk_cannot_save_the_other_half(
    database: BaseDatabaseWrapper,
) -> None:
    fill_the_disk()

    def save_on_regardless() -> None:
        with transaction.atomic(using=ALIAS):
            add("the first half")
            with pytest.raises(DatabaseFull):
                add(PAGE * 50)
            add("the second half")

    with pytest.raises(TransactionManagementError):
        save_on_regardless()

    assert count() == 0


def test_a_full_disk_inside_a_savepoint_undoes_the_whole_transaction(
    database: BaseDatabaseWrapper,
) -> None:
    fill_the_disk()

    def save_with_a_savepoint() -> None:
        with transaction.atomic(using=ALIAS):
            add("outer")
            with pytest.raises(DatabaseFull):
                save_many_in_one_transaction()
            add("after")

    with pytest.raises(TransactionManagementError):
        save_with_a_savepoint()

    assert count() == 0


def test_a_failing_commit_undoes_the_transaction_and_keeps_the_connection(
    database: BaseDatabaseWrapper,
) -> None:
    def save_for_a_store_that_does_not_exist() -> None:
        with transaction.atomic(using=ALIAS):
            add(store=404)

    with pytest.raises(IntegrityError):
        save_for_a_store_that_does_not_exist()

    assert count() == 0
    with transaction.atomic(using=ALIAS):
        add()
    assert count() == 1


def test_a_transaction_holds_the_writers_place_from_its_first_statement(
    database: BaseDatabaseWrapper, database_file: Path
) -> None:
    other = new_wrapper(database_file, timeout=0.01)

    with transaction.atomic(using=ALIAS):
        with pytest.raises(OperationalError, match="locked"), other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
        add()

    other.close()
    assert count() == 1


def test_four_threads_that_write_at_once_lose_nothing(
    database: BaseDatabaseWrapper, database_file: Path
) -> None:
    failures: list[BaseException] = []

    def write() -> None:
        connections[ALIAS] = new_wrapper(database_file)
        try:
            for _ in range(50):
                with transaction.atomic(using=ALIAS):
                    before = count()
                    add()
                    assert count() == before + 1
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections[ALIAS].close()

    in_threads(write)

    assert failures == []
    assert count() == 200


def test_threads_that_open_a_new_file_at_once_all_succeed(
    database_file: Path, open_database: Open
) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(4)

    def open_first() -> None:
        wrapper = new_wrapper(database_file)
        together.wait()
        try:
            wrapper.ensure_connection()
        except BaseException as failure:
            failures.append(failure)
        finally:
            wrapper.close()

    in_threads(open_first)

    assert failures == []


def in_threads(work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
