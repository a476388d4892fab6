"""Each run uses the database it was told to use, and uses it as the product does."""

import os

import pytest
from django.db import connection

from tests.chosen_database import CHOICE
from tillbook.config.sqlcipher.proof import prove


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_run_uses_the_chosen_database() -> None:
    assert connection.vendor == os.environ[CHOICE]
    if connection.vendor == "sqlite":
        assert prove(connection).journal_mode == "wal"
