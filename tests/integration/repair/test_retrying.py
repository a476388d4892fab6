"""What was refused is decided anew, and what was closed comes back."""

import pytest

from tests.cast import Network
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    close_store,
    create,
    edit,
    look,
    open_store,
    operation,
    shown,
)
from tests.integration.repair.scenes import (
    actor,
    discard,
    listed,
    older_rules,
    refused,
    retry,
    stages,
)
from tillbook.customers.history import repair_of
from tillbook.customers.operations.repair_operations import retry_alike
from tillbook.exchange.core.operations import RETRY
from tillbook.exchange.errors import AlreadySettled, Refused
from tillbook.exchange.models import Operation
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


@pytest.mark.parametrize("place", ["headquarters", "till"])
def test_what_was_refused_is_decided_anew_after_the_cause_is_mended(
    cast: Network, place: str
) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    close_store(cast)
    edit(cast, till, created.entity, language="zh")
    cast.settle()
    assert shown(cast, till, created.entity)["sync_state"] == "attention"
    open_store(cast)
    retry(cast, cast.headquarters if place == "headquarters" else till, created.operation)
    cast.settle()
    assert assert_everywhere_alike(cast, created.entity)["language"] == "zh"
    assert stages(cast, cast.headquarters, created.entity) == ["done", "done"]
    assert [line.tries for line in listed(cast, cast.headquarters, customer=created.entity)] == [
        1,
        2,
    ]
    assert_at_rest(cast)


def test_what_is_still_wrong_is_refused_again_and_stays(cast: Network) -> None:
    original = refused(cast, cast.tills[0])
    retry(cast, cast.headquarters, original.operation)
    retry(cast, cast.headquarters, original.operation)
    cast.settle()
    [line] = listed(cast, cast.headquarters, group="attention")
    assert (line.operation, line.tries) == (original.operation, 3)
    assert shown(cast, cast.tills[0], original.entity)["sync_state"] == "attention"


def test_a_retried_edit_does_not_overwrite_what_came_later(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till, ANNA | {"note": "old"}, patience=WAITING)
    cast.settle()
    with older_rules():
        early = edit(cast, till, created.entity, note="early", known_as="\a")
    cast.settle()
    edit(cast, cast.headquarters, created.entity, note="later")
    with older_rules():
        retry(cast, cast.headquarters, early.operation)
    cast.settle()
    document = assert_everywhere_alike(cast, created.entity)
    assert document["note"] == "later"
    assert operation(cast.headquarters, early.operation).outcome == "merged"


def test_what_the_parent_could_not_keep_is_sent_again(cast: Network) -> None:
    till = cast.tills[0]
    original = refused(cast, till, {"name": "Anna Svensson", "note": "n" * 4001})
    assert operation(till, original.operation).outcome == ""
    assert listed(cast, cast.headquarters, customer=original.entity) == []
    retry(cast, till, original.operation)
    assert [line.stage.value for line in listed(cast, till, group="waiting")] == ["unsent"]
    cast.settle()
    assert [line.stage.value for line in listed(cast, till)] == ["attention"]


def test_discarding_is_undone_while_headquarters_would_accept_it(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    close_store(cast)
    edit(cast, till, created.entity, language="zh")
    cast.settle()
    discard(cast, cast.headquarters, created.operation)
    cast.settle()
    assert look(cast, till, created.entity) is None
    assert stages(cast, cast.headquarters, created.entity) == ["discarded", "discarded"]
    with pytest.raises(Refused) as again:
        retry(cast, cast.headquarters, created.operation)
    assert again.value.code == "store.unknown"
    open_store(cast)
    retry(cast, cast.headquarters, created.operation)
    cast.settle()
    assert assert_everywhere_alike(cast, created.entity)["language"] == "zh"
    assert stages(cast, till, created.entity) == ["done", "done"]
    assert_at_rest(cast)


def test_a_store_that_undoes_in_vain_leaves_nothing_open(cast: Network) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    discard(cast, till, original.operation)
    cast.settle()
    retry(cast, till, original.operation)
    cast.settle()
    assert look(cast, till, original.entity) is None
    assert stages(cast, cast.headquarters, original.entity) == ["discarded"]
    assert_at_rest(cast)


def test_who_retries_what_is_settled_is_told(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till, patience=WAITING)
    cast.settle()
    with pytest.raises(AlreadySettled):
        retry(cast, cast.headquarters, created.operation)


def test_another_store_cannot_have_it_decided(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    close_store(cast)
    cast.settle()
    open_store(cast)
    with acting_as(cast.headquarters):
        Operation.objects.filter(id=created.operation).update(store=new_id())
    told = ("customer", created.entity)
    foreign = lie(cast, cast.tills[1], RETRY, told, {}, refers=created.operation)
    answer = tell(cast.headquarters, foreign)
    assert answer.verdict is not None
    assert answer.verdict.reason == "perm.denied"
    assert operation(cast.headquarters, created.operation).state == "attention"


def test_all_that_was_refused_for_one_reason_is_retried_step_by_step(cast: Network) -> None:
    till = cast.tills[0]
    waiting = [create(cast, till) for _ in range(5)]
    close_store(cast)
    cast.settle()
    other = refused(cast, cast.tills[1])
    open_store(cast)
    with acting_as(cast.headquarters):
        who = actor(cast, cast.headquarters)
        first = retry_alike(who, "store.unknown", limit=3)
        assert (first.tried, first.accepted) == (3, 3)
        assert first.after is not None
        rest = retry_alike(who, "store.unknown", after=first.after, limit=4)
        assert (rest.tried, rest.accepted, rest.after) == (3, 2, None)
    cast.settle()
    for receipt in waiting:
        assert_everywhere_alike(cast, receipt.entity)
    assert operation(cast.headquarters, other.operation).state == "attention"


def test_the_history_tells_who_tried_again_and_who_closed_it(cast: Network) -> None:
    original = refused(cast, cast.tills[0])
    retry(cast, cast.headquarters, original.operation)
    discard(cast, cast.headquarters, original.operation, reason="a joke")
    with acting_as(cast.headquarters):
        who = actor(cast, cast.headquarters)
        told = [event.what for event in repair_of(who, original.entity, original.operation)]
    assert told == ["discarded", "retried", "created"]
