"""Encrypted database files for one test each, apart from the settings' own databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

ALIAS = "ground"
KEY = "5e" * 32


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


@pytest.fixture
def open_database(
    database_file: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[..., BaseDatabaseWrapper]]:
    """Give a function that opens one more connection to the file; the last one is ALIAS here."""
    opened: list[BaseDatabaseWrapper] = []

    def open_one(**options: Any) -> BaseDatabaseWrapper:
        wrapper = new_wrapper(database_file, **options)
        opened.append(wrapper)
        connections[ALIAS] = wrapper
        return wrapper

    with django_db_blocker.unblock():
        yield open_one
        for wrapper in opened:
            wrapper.close()
    if opened:
        del connections[ALIAS]


def new_wrapper(file: Path, **options: Any) -> BaseDatabaseWrapper:
    """Return a connection that is not open yet; the key is KEY unless another is given."""
    if "key_file" not in options:
        options.setdefault("key", KEY)
    handler = ConnectionHandler(
        {
            "default": {},
            ALIAS: {
                "ENGINE": "tillbook.config.sqlcipher",
                "NAME": str(file),
                "OPTIONS": options,
            },
        }
    )
    wrapper = handler[ALIAS]
    assert isinstance(wrapper, BaseDatabaseWrapper)
    return wrapper
