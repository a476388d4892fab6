"""Programs meet the same modes as people: in real time, by the queue, or a refusal with a code."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from tests.api.conftest import MARKS, Chain
from tests.pos.modes import functionality, watch
from tillbook.customers.models import Customer
from tillbook.exchange import parent_link
from tillbook.features.operations.turn import turn
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS


@pytest.fixture(autouse=True)
def _usual(chain: Chain) -> Iterator[None]:
    """Leave the chain as it was."""
    yield
    till = chain.till.node
    parent_link.use_link(till, chain.cast.links[till.id])
    functionality(
        chain.cast,
        create_in_async_mode=False,
        allow_offline_creation=True,
        allow_offline_editing=True,
    )


@contextmanager
def off(chain: Chain, *names: str) -> Iterator[None]:
    """Turn switches off for a while."""
    _turn(chain, names, on=False)
    try:
        yield
    finally:
        _turn(chain, reversed(names), on=True)


def _turn(chain: Chain, names: Iterable[str], *, on: bool) -> None:
    headquarters = chain.cast.headquarters
    with acting_as(headquarters):
        for name in names:
            turn(headquarters.actor(), name, on=on)
    chain.cast.settle()


@pytest.mark.rule("AR-062")
def test_in_async_mode_a_program_is_answered_without_a_call(chain: Chain) -> None:
    functionality(chain.cast, create_in_async_mode=True)
    asked = watch(chain.cast, chain.till.node)

    made = chain.till.create(name="Async Ek")

    assert asked.requests == []
    assert (made["sync_state"], made["origin"], made["account_number"]) == ("pending", "async", "")
    chain.cast.settle()
    settled = chain.till.get(f"/customers/{made['id']}").json
    assert settled["account_number"]


@pytest.mark.rule("AR-103")
def test_with_async_editing_a_change_goes_by_the_queue(chain: Chain) -> None:
    made = chain.till.create(name="Edit Ek")
    asked = watch(chain.cast, chain.till.node)

    changed = chain.till.patch(f"/customers/{made['id']}", {"note": "n"})

    assert changed.json["sync_state"] == "pending"
    assert asked.requests == []


@pytest.mark.rule("AR-104")
def test_without_async_editing_a_change_is_made_in_real_time(chain: Chain) -> None:
    functionality(chain.cast, create_in_async_mode=True)
    made = chain.till.create(name="Edit Berg")
    chain.cast.settle()
    with off(chain, "async_editing"):
        asked = watch(chain.cast, chain.till.node)
        changed = chain.till.patch(f"/customers/{made['id']}", {"note": "n"})

        assert changed.json["sync_state"] == "synced"
        assert asked.requests == ["send"]


@pytest.mark.rule("AR-032")
def test_a_new_address_is_taken_without_a_call(chain: Chain) -> None:
    made = chain.till.create(name="Adress Ek")
    with off(chain, "async_editing"):
        asked = watch(chain.cast, chain.till.node)
        added = chain.till.post(f"/customers/{made['id']}/addresses", {"street": "Storgatan 1"})

        assert added.status == 201
        assert added.json["created_at"]
        assert asked.requests == []


@pytest.mark.rule("AR-105")
def test_a_change_without_a_number_is_refused_by_its_code(chain: Chain) -> None:
    functionality(chain.cast, create_in_async_mode=True)
    with off(chain, "async_editing"):
        made = chain.till.create(name="Väntar Ek")
        refused = chain.till.patch(f"/customers/{made['id']}", {"note": "n"})
        consent = chain.till.patch(f"/customers/{made['id']}", {"name": "B"})
        chain.cast.settle()
        later = chain.till.patch(f"/customers/{made['id']}", {"note": "n"})

    assert (refused.status, refused.code) == (409, "edit_needs_account")
    assert consent.code == "edit_needs_account"
    assert later.status == 200


@pytest.mark.rule("AR-077")
@pytest.mark.rule("AR-078")
def test_what_the_profile_forbids_offline_is_refused_by_its_code(chain: Chain) -> None:
    made = chain.till.create(name="Finns Ek")
    chain.cast.settle()
    functionality(chain.cast, allow_offline_creation=False, allow_offline_editing=False)
    chain.till.node.parent.failed()

    created = chain.till.post("/customers", {"name": "Offline Ek"})
    changed = chain.till.patch(f"/customers/{made['id']}", {"note": "n"})

    chain.till.node.parent.answered()
    assert (created.status, created.code) == (409, "offline_create_disabled")
    assert (changed.status, changed.code) == (409, "offline_edit_disabled")
    assert not Customer.objects.using("till_1").filter(name="Offline Ek").exists()


@pytest.mark.rule("AR-040")
def test_what_a_plain_async_creation_does_not_take_is_pointed_at(
    chain: Chain, several: None
) -> None:
    functionality(chain.cast, create_in_async_mode=True)
    phones = [{"kind": "phone", "value": value} for value in ("0701740612", "0701740613")]
    body = {"name": "Plain Ek", "title": "Dr", "contacts": phones}
    with off(chain, "async_editing", "enhanced_async_creation"):
        refused = chain.till.post("/customers", body)
        taken = chain.till.create(name="Plain Ek", contacts=phones[:1])

    assert refused.status == 422
    assert refused.fields == [("/title", "title.async_off"), ("/contacts/1", "contact.async_off")]
    assert taken["affiliations"] == []
    assert "affiliations" not in taken["inherited"]
