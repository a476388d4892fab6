"""Operations arrive in any order; what a node shows and what headquarters decides do not depend on it."""

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    close_store,
    create,
    discard,
    edit,
    look,
    open_store,
    operation,
    resend,
    shown,
)
from tillbook.exchange.models import Operation

pytestmark = ON_REAL_DATABASES
State = Operation.State


def test_an_edit_that_overtakes_its_creation_is_held_and_then_decided(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    edited = edit(cast, till, created.entity, patience=WAITING, name="Anna Berg")
    assert operation(cast.headquarters, edited.operation).state == State.HELD
    assert look(cast, cast.store, created.entity) is None, "half a customer is not shown"
    assert shown(cast, till, created.entity)["name"] == "Anna Berg"
    cast.settle()
    assert assert_everywhere_alike(cast, created.entity)["name"] == "Anna Berg"
    assert_at_rest(cast)


def test_a_second_creation_of_one_customer_changes_nothing_anywhere(cast: Network) -> None:
    till = cast.tills[0]
    first = create(cast, till)
    for _ in range(3):
        create(cast, till, {"name": "Bo Ek"}, id=first.entity)
    assert shown(cast, till, first.entity)["name"] == "Anna Svensson"
    cast.settle()
    assert assert_everywhere_alike(cast, first.entity)["name"] == "Anna Svensson"
    assert_at_rest(cast)


def test_a_second_creation_from_another_till_is_a_duplicate_with_the_same_number(
    cast: Network,
) -> None:
    first_till, second_till = cast.tills
    first = create(cast, first_till)
    edit(cast, first_till, first.entity, patience=WAITING, name="Anna Berg")
    second = create(cast, second_till, {"name": "Bo Ek"}, id=first.entity)
    resend(cast, first_till, first.operation, to=cast.headquarters)
    cast.settle()
    document = assert_everywhere_alike(cast, first.entity)
    assert document["name"] == "Anna Berg"
    told = operation(second_till, second.operation)
    assert told.outcome == "duplicate"
    assert told.assigned == {"account_number": document["account_number"]}
    assert_at_rest(cast)


def test_a_refused_creation_with_edits_vanishes_when_a_person_discards_it(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    close_store(cast)
    edit(cast, till, created.entity, name="Anna Berg")
    cast.settle()
    assert shown(cast, till, created.entity)["sync_state"] == "attention"
    assert look(cast, cast.tills[1], created.entity) is None
    discard(cast, till, created.operation)
    assert look(cast, till, created.entity) is None
    cast.settle()
    assert look(cast, cast.headquarters, created.entity) is None
    assert look(cast, cast.store, created.entity) is None
    assert operation(till, created.operation).outcome == "discarded"
    assert_at_rest(cast)


def test_a_creation_corrected_under_the_same_id_wins_over_the_refused_one(cast: Network) -> None:
    till = cast.tills[0]
    refused = create(cast, till, {"name": "Anna Svensson", "note": "first"})
    close_store(cast)
    cast.settle()
    open_store(cast)
    corrected = create(cast, till, {"name": "Anna Berg"}, id=refused.entity)
    assert corrected.operation != refused.operation
    assert shown(cast, till, refused.entity)["name"] == "Anna Berg"
    cast.settle()
    assert shown(cast, till, refused.entity)["name"] == "Anna Berg"
    discard(cast, till, refused.operation)
    cast.settle()
    assert assert_everywhere_alike(cast, refused.entity)["name"] == "Anna Berg"
    assert_at_rest(cast)


def test_a_repeat_of_an_operation_gets_the_stored_verdict(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till, patience=WAITING)
    assert created.verdict is not None
    before = operation(cast.headquarters, created.operation)
    for parent in (cast.store, cast.headquarters):
        [answer] = resend(cast, till, created.operation, to=parent)
        assert answer.verdict == created.verdict
    after = operation(cast.headquarters, created.operation)
    assert (before.decided_at, before.version) == (after.decided_at, after.version)
