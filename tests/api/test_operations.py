"""Operations over the API: their state, correcting, retrying, closing; values that lost."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.api.conftest import MARKS, Chain
from tests.hq.test_operations import two_versions
from tests.integration.exchange.scenes import close_store, create, open_store
from tests.integration.repair.scenes import refused
from tillbook.exchange.up.submit import Receipt
from tillbook.features.operations.turn import turn
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = MARKS


@pytest.fixture(autouse=True)
def tidied(chain: Chain) -> Iterator[None]:
    """Leave nothing that needs attention: the chain is shared."""
    yield
    for item in chain.headquarters.get("/operations?group=attention").json["items"]:
        chain.headquarters.post(f"/operations/{item['id']}/discard", {"reason": "tidied"})
    chain.cast.settle()


def wrong(chain: Chain) -> Receipt:
    """Let a till create what headquarters refuses."""
    return refused(chain.cast, chain.cast.tills[0], {"name": "Wrong Customer", "note": "\a"})


def closed_store(chain: Chain, count: int = 1) -> list[Receipt]:
    """Let a till create customers whose store headquarters does not know for a while."""
    receipts = [create(chain.cast, chain.cast.tills[0]) for _ in range(count)]
    close_store(chain.cast)
    chain.cast.settle()
    open_store(chain.cast)
    return receipts


@pytest.mark.rule("AR-116")
def test_operations_are_listed_with_their_state_and_times(chain: Chain) -> None:
    receipt = wrong(chain)
    listed = chain.headquarters.get(f"/operations?customer={receipt.entity}").json
    [item] = listed["items"]
    assert item["stage"] == "attention"
    assert item["reason"] == "control_character"
    assert item["customer_name"] == "Wrong Customer"
    assert (item["store"], item["by_name"], item["tries"]) == ("1", "Ada", 1)
    assert item["uploaded_at"]
    assert item["decided_at"]
    assert item["level"] == 2
    assert listed["counts"]["attention"] >= 1
    assert listed["next"] is None
    here = chain.till.get(f"/operations?customer={receipt.entity}&group=attention").json
    assert [one["id"] for one in here["items"]] == [str(receipt.operation)]


def test_further_pages_follow_the_cursor_and_keep_the_filter(chain: Chain) -> None:
    receipts = closed_store(chain, 3)
    first = chain.headquarters.get("/operations?reason=store.unknown&limit=2")
    assert [item["id"] for item in first.json["items"]] == [
        str(receipt.operation) for receipt in reversed(receipts[1:])
    ]
    assert "reason=store.unknown" in first.headers["Link"]
    cursor = first.json["next"]
    rest = chain.headquarters.get(f"/operations?reason=store.unknown&limit=2&cursor={cursor}").json
    assert rest["items"][0]["id"] == str(receipts[0].operation)
    assert chain.headquarters.get("/operations?older_than_s=3600").json["items"] == []
    assert chain.headquarters.get("/operations?store=1&search=wrong").status == 200
    assert chain.headquarters.get("/operations?store=nowhere").status == 422
    for query in ("group=strange", "limit=0", "cursor=x"):
        assert chain.headquarters.get(f"/operations?{query}").status == 422, query
    step = chain.headquarters.post("/operations/retry", {"reason": "store.unknown"}).json
    assert (step["accepted"], step["next"]) == (3, None)


@pytest.mark.rule("AR-117")
@pytest.mark.rule("AR-118")
def test_an_operation_is_corrected_by_a_merge_patch(chain: Chain) -> None:
    receipt = wrong(chain)
    path = f"/operations/{receipt.operation}/correct"
    assert chain.headquarters.post(path, {"name": ""}).fields[0] == ("/name", "name.required")
    key = {"Idempotency_Key": str(new_id())}
    first = chain.headquarters.post(path, {"note": "fine"}, **key)
    assert first.status == 200
    assert first.json["operation"]["stage"] == "decided"
    assert chain.headquarters.post(path, {"note": "fine"}, **key).json == first.json
    assert chain.headquarters.post(path, {"note": "fine"}).code == "operation.settled"
    assert chain.headquarters.get(f"/customers/{receipt.entity}").json["note"] == "fine"
    original = chain.headquarters.get(f"/operations/{receipt.operation}").json
    assert original["operation"]["stage"] == "corrected"
    assert original["operation"]["corrected_by"] == first.json["operation"]["id"]
    assert [event["what"] for event in original["events"]] == ["corrected", "created"]


def test_a_store_corrects_its_own_while_headquarters_answers(chain: Chain) -> None:
    receipt = wrong(chain)
    path = f"/operations/{receipt.operation}/correct"
    assert chain.till.post(path, {"note": "fine"}).json["operation"]["stage"] == "decided"
    chain.cast.settle()
    assert chain.other_till.get(f"/customers/{receipt.entity}").json["note"] == "fine"
    assert chain.other_till.post(path, {"note": "fine"}).code == "operation.unknown"


def test_an_operation_is_retried_discarded_and_brought_back(chain: Chain) -> None:
    [receipt] = closed_store(chain)
    path = f"/operations/{receipt.operation}"
    closed = chain.headquarters.post(f"{path}/discard", {"reason": "a test"}).json
    assert closed["operation"]["stage"] == "discarded"
    assert closed["events"][0]["said"] == "a test"
    assert chain.headquarters.post(f"{path}/discard", {"reason": "x"}).code == "operation.settled"
    close_store(chain.cast)
    assert chain.headquarters.post(f"{path}/retry", {}).code == "store.unknown"
    open_store(chain.cast)
    again = chain.headquarters.post(f"{path}/retry", {}).json
    assert (again["operation"]["stage"], again["operation"]["tries"]) == ("decided", 2)
    assert chain.headquarters.post(f"{path}/retry", {}).code == "operation.settled"


def test_with_the_audit_turned_off_headquarters_offers_no_operations(chain: Chain) -> None:
    receipt = wrong(chain)
    path = f"/operations/{receipt.operation}"
    actor = chain.cast.headquarters.actor()
    with acting_as(chain.cast.headquarters):
        turn(actor, "sync_audit", on=False)
    try:
        for asked in ("/operations", path):
            assert chain.headquarters.get(asked).code == "switch.off"
        assert chain.headquarters.post(f"{path}/retry", {}).code == "switch.off"
        assert chain.till.get(path).json["operation"]["id"] == str(receipt.operation)
    finally:
        with acting_as(chain.cast.headquarters):
            turn(actor, "sync_audit", on=True)


def test_an_unknown_operation_is_not_found(chain: Chain) -> None:
    path = f"/operations/{UUID(int=1)}"
    assert chain.headquarters.get(path).code == "operation.unknown"
    for act, body in (("correct", {}), ("retry", {}), ("discard", {"reason": "x"})):
        assert chain.headquarters.post(f"{path}/{act}", body).code == "operation.unknown"


@pytest.mark.rule("AR-108")
def test_a_value_that_lost_is_listed_and_restored(chain: Chain) -> None:
    receipt = two_versions(chain.cast)
    path = f"/customers/{receipt.entity}/conflicts"
    here, there = (program.get(path).json for program in (chain.till, chain.headquarters))
    assert here == there
    [item] = here["items"]
    assert item["value"]["name"] == "Anna One"
    assert item["open"]
    assert item["can_restore"]
    assert here["complete"]
    restored = chain.till.post(f"{path}/{item['number']}/restore", {})
    assert restored.json["name"] == "Anna One"
    assert restored.headers["ETag"]
    [after] = chain.headquarters.get(path).json["items"]
    assert not after["open"]
    assert chain.headquarters.post(f"{path}/999999/restore", {}).code == "conflict.unknown"
    with chain.cut(chain.cast.tills[0]):
        assert not chain.till.get(path).json["complete"]
    assert chain.headquarters.get(f"/customers/{UUID(int=1)}/conflicts").status == 404
