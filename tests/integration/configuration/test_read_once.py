"""What is configured is read once by each process, and anew as soon as something is configured."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.hq.office import Office, office
from tillbook import configuration
from tillbook.customers import queries
from tillbook.exchange import kinds
from tillbook.exchange.kinds import Row
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as, current
from tillbook.nodes.transactions import write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Office]:
    """Open a headquarters."""
    with office() as made:
        yield made


def _group(desk: Office, code: str) -> None:
    document = {"code": code, "name": code.title()}
    configuration.put(desk.actor, "customer_group", id=new_id(), document=document)


def _groups(desk: Office) -> set[str]:
    return set(queries.names(desk.actor).groups)


def _row(code: str) -> Row:
    return Row(document={"id": str(new_id()), "code": code, "name": code}, derived={})


def test_it_is_read_once_until_something_is_configured(desk: Office) -> None:
    _group(desk, "first")
    _groups(desk)
    with CaptureQueriesContext(connections[current().database]) as asked:
        again = _groups(desk)
    _group(desk, "second")

    assert [query["sql"] for query in asked] == ["SELECT mark FROM nodes_configurationmark"]
    assert "first" in again
    assert _groups(desk) == again | {"second"}


def test_what_is_removed_is_gone_at_once(desk: Office) -> None:
    id = new_id()
    document = {"code": "brief", "name": "Brief"}
    configuration.put(desk.actor, "customer_group", id=id, document=document)
    known = _groups(desk)

    configuration.remove(desk.actor, "customer_group", id=id)

    assert _groups(desk) == known - {"brief"}


def test_what_was_never_committed_is_not_remembered(desk: Office) -> None:
    before = _groups(desk)
    with suppress(InterruptedError), write():
        assert _groups(desk) == before
        kinds.entity_kind("customer_group").write([_row("lost")])
        within = _groups(desk)
        assert "lost" in queries.names(desk.actor, language="sv").groups
        raise InterruptedError

    after = _groups(desk)
    assert queries.names(desk.actor, language="sv").groups.keys() == before
    _group(desk, "kept")
    assert (within, after) == (before | {"lost"}, before)
    assert _groups(desk) == before | {"kept"}


def test_another_process_sees_what_this_one_configured(desk: Office) -> None:
    other = replace(current(), memories={})
    with acting_as(other):
        before = _groups(desk)

    _group(desk, "elsewhere")

    with acting_as(other):
        assert _groups(desk) == before | {"elsewhere"}
