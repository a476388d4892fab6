"""A chain that was founded with the first release goes on with its numbers where they are."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tillbook.stores.models import NumberCounter
from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def _migrate(*target: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(target))
    return executor.loader.project_state(list(target)).apps


def test_the_counter_of_the_first_release_is_kept() -> None:
    newest = [
        node
        for node in MigrationExecutor(connection).loader.graph.leaf_nodes()
        if node[0] == "stores"
    ]
    before = _migrate(("stores", "0001_initial"))
    before.get_model("stores", "NumberSequence").objects.create(name="customer account", next=42)

    _migrate(*newest)

    counter = NumberCounter.objects.get()
    assert (counter.sequence, counter.next) == (DEFAULT_SEQUENCE, 42)
