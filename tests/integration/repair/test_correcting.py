"""A write that headquarters refused is corrected: a new one, and the original stays to be read."""

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import (
    ANNA,
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    look,
    operation,
    shown,
)
from tests.integration.repair.scenes import (
    actor,
    correct,
    discard,
    listed,
    older_rules,
    refused,
    stages,
)
from tillbook.customers.errors import InvalidCustomer
from tillbook.exchange.errors import AlreadySettled, Refused
from tillbook.exchange.models import Conflict
from tillbook.features.operations.turn import turn
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES


@pytest.mark.parametrize("place", ["headquarters", "till"])
def test_a_refused_creation_is_corrected_and_the_original_stays(cast: Network, place: str) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    assert look(cast, cast.headquarters, original.entity) is None
    where = cast.headquarters if place == "headquarters" else till
    correction = correct(cast, where, original.operation, note="short")
    cast.settle()
    document = assert_everywhere_alike(cast, original.entity)
    assert document["note"] == "short"
    assert stages(cast, cast.headquarters, original.entity) == ["corrected", "done"]
    kept = operation(cast.headquarters, original.operation)
    assert (kept.outcome, kept.reason) == ("discarded", "control_character")
    assert kept.params["corrected"] == str(correction.operation)
    assert operation(cast.headquarters, correction.operation).refers == original.operation
    assert_at_rest(cast)


def test_what_waited_for_a_creation_follows_its_correction(cast: Network) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    with older_rules():
        edit(cast, till, original.entity, language="zh")
        edit(cast, till, original.entity, known_as="Annie")
    cast.settle()
    assert stages(cast, cast.headquarters, original.entity) == ["attention", "held", "held"]
    correct(cast, cast.headquarters, original.operation, note="short")
    cast.settle()
    document = assert_everywhere_alike(cast, original.entity)
    assert (document["language"], document["known_as"]) == ("zh", "Annie")
    with acting_as(cast.headquarters):
        assert not Conflict.objects.exists()
    assert_at_rest(cast)


def test_a_correction_cannot_be_refused_for_the_same_reason_twice(cast: Network) -> None:
    original = refused(cast, cast.tills[0])
    with pytest.raises(InvalidCustomer) as invalid:
        correct(cast, cast.headquarters, original.operation, note="\a\a")
    assert [problem.code for problem in invalid.value.problems] == ["control_character"]
    with pytest.raises(Refused):
        correct(cast, cast.headquarters, original.operation)
    assert stages(cast, cast.headquarters, original.entity) == ["attention"]


def test_a_refused_edit_is_corrected_without_making_a_conflict(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till, patience=WAITING)
    cast.settle()
    with older_rules():
        original = edit(cast, till, created.entity, note="\a", known_as="Annie")
    cast.settle()
    edit(cast, cast.headquarters, created.entity, note="from headquarters")
    cast.settle()
    correct(cast, till, original.operation, note="short")
    assert shown(cast, till, created.entity)["sync_state"] == "pending"
    cast.settle()
    document = assert_everywhere_alike(cast, created.entity)
    assert (document["note"], document["known_as"]) == ("short", "Annie")
    with acting_as(cast.headquarters):
        assert not Conflict.objects.exists()
    assert_at_rest(cast)


def test_an_edit_of_which_nothing_is_left_is_not_sent(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till, ANNA | {"note": "old"}, patience=WAITING)
    cast.settle()
    with older_rules():
        original = edit(cast, till, created.entity, note="\a")
    cast.settle()
    with pytest.raises(AssertionError):
        correct(cast, till, original.operation, note="old")


def test_of_two_who_correct_at_headquarters_the_second_is_told(cast: Network) -> None:
    original = refused(cast, cast.tills[0])
    correct(cast, cast.headquarters, original.operation, note="first")
    with pytest.raises(AlreadySettled):
        correct(cast, cast.headquarters, original.operation, note="second")
    cast.settle()
    assert assert_everywhere_alike(cast, original.entity)["note"] == "first"
    assert_at_rest(cast)


def test_a_correction_that_comes_too_late_makes_no_second_customer(cast: Network) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    break_link(cast, till)
    late = correct(cast, till, original.operation, note="from the store")
    correct(cast, cast.headquarters, original.operation, note="from headquarters")
    break_link(cast, till, None)
    cast.settle()
    document = assert_everywhere_alike(cast, original.entity)
    assert document["note"] == "from headquarters"
    assert operation(cast.headquarters, late.operation).outcome == "duplicate"
    assert_at_rest(cast)


def test_a_correction_in_a_till_stands_for_the_original_until_headquarters_answers(
    cast: Network,
) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    assert shown(cast, till, original.entity)["sync_state"] == "attention"
    correct(cast, till, original.operation, note="short")
    here = shown(cast, till, original.entity)
    assert (here["note"], here["sync_state"]) == ("short", "pending")
    assert listed(cast, till, group="attention") == []
    with pytest.raises(AlreadySettled):
        correct(cast, till, original.operation, note="twice")
    cast.settle()
    assert_everywhere_alike(cast, original.entity)


def test_a_correction_that_is_refused_too_is_corrected_in_its_turn(cast: Network) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    with older_rules():
        second = correct(cast, till, original.operation, note="\a\a")
    cast.settle()
    [waits] = listed(cast, cast.headquarters, group="attention")
    assert waits.operation == second.operation
    with pytest.raises(AlreadySettled):
        correct(cast, cast.headquarters, original.operation, note="short")
    correct(cast, cast.headquarters, second.operation, note="short")
    cast.settle()
    assert assert_everywhere_alike(cast, original.entity)["note"] == "short"
    found = stages(cast, cast.headquarters, original.entity)
    assert found == ["corrected", "corrected", "done"]
    assert_at_rest(cast)


def test_discarding_a_correction_discards_what_it_stood_for(cast: Network) -> None:
    till = cast.tills[0]
    original = refused(cast, till)
    with older_rules():
        second = correct(cast, till, original.operation, note="\a\a")
    cast.settle()
    discard(cast, cast.headquarters, second.operation)
    cast.settle()
    assert look(cast, till, original.entity) is None
    assert stages(cast, cast.headquarters, original.entity) == ["discarded", "discarded"]
    assert_at_rest(cast)


def test_a_store_corrects_what_a_colleague_at_the_other_till_made_and_no_others(
    cast: Network,
) -> None:
    first, second = cast.tills
    original = refused(cast, first)
    with acting_as(cast.store):
        assert actor(cast, cast.store).store == cast.store_id
    correct(cast, cast.store, original.operation, note="short")
    cast.settle()
    assert shown(cast, second, original.entity)["note"] == "short"
    assert_at_rest(cast)


def test_answers_about_consent_keep_their_proof_in_a_correction(cast: Network) -> None:
    with acting_as(cast.headquarters):
        turn(cast.headquarters.actor(), "multiple_contacts", on=True)
    cast.settle()
    till = cast.tills[0]
    contact = {"kind": "email", "value": "anna@example.com", "marketing": "yes"}
    original = refused(cast, till, {"name": "Anna", "note": "\a", "contacts": [contact]})
    correct(cast, cast.headquarters, original.operation, note="short")
    cast.settle()
    document = assert_everywhere_alike(cast, original.entity)
    [answer] = document["consents"].values()
    assert (answer["answer"], answer["by"], answer["store"]) == ("yes", str(cast.cashier), "1")


def test_headquarters_that_dies_in_a_correction_leaves_all_as_it_was(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = refused(cast, cast.tills[0])
    with older_rules():
        edit(cast, cast.tills[0], original.entity, language="zh")
    cast.settle()

    class Killed(BaseException):
        """Stands for the process that is gone."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as failing:
        failing.setattr("tillbook.exchange.up.controls.close_corrected", die)
        with pytest.raises(Killed):
            correct(cast, cast.headquarters, original.operation, note="short")
    assert stages(cast, cast.headquarters, original.entity) == ["attention", "held"]
    correct(cast, cast.headquarters, original.operation, note="short")
    cast.settle()
    assert assert_everywhere_alike(cast, original.entity)["language"] == "zh"
    assert_at_rest(cast)
