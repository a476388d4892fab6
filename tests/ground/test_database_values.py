"""What is stored in an encrypted file comes back as it was."""

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.ground.conftest import ALIAS
from tests.ground.models import Sample

Open = Callable[..., BaseDatabaseWrapper]

VALUES: dict[str, Any] = {
    "key": uuid.UUID("0190f3a2-7c11-7000-8000-0000000000aa"),
    "amount": Decimal("-1234567.890"),
    "document": {"name": "王小明", "tags": ["a", None, 1.5, True], "nested": {"x": {}}},
    "moment": datetime.datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=datetime.UTC),
    "day": datetime.date(1900, 2, 28),
    "time": datetime.time(23, 59, 59, 1),
    "length": datetime.timedelta(days=-1, microseconds=1),
    "active": False,
    "sealed": bytes(range(256)),
    "text": "100 % “Åsa” \N{GRINNING FACE} 100%s",
}


@pytest.fixture
def database(open_database: Open) -> BaseDatabaseWrapper:
    opened = open_database()
    with opened.schema_editor() as editor:
        editor.create_model(Sample)
    return opened


@pytest.mark.parametrize("field", list(VALUES))
def test_a_value_comes_back_as_it_was_stored(database: BaseDatabaseWrapper, field: str) -> None:
    Sample(**VALUES).save(using=ALIAS, force_insert=True)

    stored = getattr(Sample._default_manager.using(ALIAS).get(), field)

    assert stored == VALUES[field]
    assert type(stored) is type(VALUES[field])


@pytest.mark.parametrize(
    "condition",
    [
        {"amount__lt": 0},
        {"document__name": "王小明"},
        {"document__nested__has_key": "x"},
        {"moment__year": 2026},
        {"text__iregex": "åsa|ÅSA"},
        {"text__contains": "100%s"},
        {"text__istartswith": "100 %"},
        {"sealed": bytes(range(256))},
    ],
    ids=lambda condition: next(iter(condition)),
)
def test_a_row_is_found_by_its_values(
    database: BaseDatabaseWrapper, condition: dict[str, Any]
) -> None:
    Sample(**VALUES).save(using=ALIAS, force_insert=True)

    assert Sample._default_manager.using(ALIAS).filter(**condition).exists()


def test_a_thousand_rows_are_stored_by_one_statement(database: BaseDatabaseWrapper) -> None:
    rows = [Sample(**{**VALUES, "key": uuid.UUID(int=number)}) for number in range(1000)]
    database.force_debug_cursor = True

    Sample._default_manager.using(ALIAS).bulk_create(rows)

    inserts = [query for query in database.queries if query["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert Sample._default_manager.using(ALIAS).count() == 1000


def test_parameters_can_be_named_or_in_order(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT %s, %s, '%%s'", ["a", "b"])
        assert cursor.fetchone() == ("a", "b", "%s")
        cursor.execute("SELECT %(second)s, %(first)s", {"first": 1, "second": 2})
        assert cursor.fetchone() == (2, 1)
        cursor.execute("CREATE TABLE pair (a int, b int)")
        cursor.executemany("INSERT INTO pair VALUES (%s, %s)", [(1, 2), (3, 4)])
        cursor.executemany("INSERT INTO pair VALUES (%(a)s, %(b)s)", [{"a": 5, "b": 6}])
        cursor.executemany("INSERT INTO pair VALUES (%s, %s)", [])
        cursor.execute("SELECT sum(a), sum(b) FROM pair")
        assert cursor.fetchone() == (9, 12)


def test_full_text_search_finds_words_and_prefixes(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE tokens USING fts5(words, prefix='2 3')")
        cursor.execute("INSERT INTO tokens VALUES (%s)", ["anna berg 王 小 明"])
        cursor.execute("SELECT count(*) FROM tokens WHERE tokens MATCH %s", ['ber* AND "小 明"'])
        assert cursor.fetchone() == (1,)
