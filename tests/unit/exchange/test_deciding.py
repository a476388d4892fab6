"""What an operation comes to at headquarters, and what a node shows of it until then."""

import pytest

from tillbook.exchange.core.deciding import Asked, Law, Ruling, decide
from tillbook.exchange.core.merge import EMPTY, Edit, Policy, State
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.core.replaying import Laid, effective


def policy_of(unit: str) -> Policy:
    return Policy.REFUSE_STALE if unit == "setting" else Policy.LATEST_INTENT


LAW = Law(policy_of=policy_of, rule=lambda _: Ruling(assigned={"number": "1"}))
REFUSING = Law(policy_of=policy_of, rule=lambda _: Ruling(refused="name.refused"))


def asked(
    operation: str, *, at: int = 0, unit: str = "name", creates: bool = False, orphan: bool = False
) -> Asked:
    edit = Edit(operation=operation, patch={unit: operation}, base={}, edited_ms=at)
    return Asked(edit=edit, creates=creates, edits=not creates, is_orphan=orphan)


def created(unit: str = "name") -> State:
    state = decide(None, asked("a", at=50, unit=unit, creates=True), LAW, now_ms=90).state
    assert state is not None
    return state


def test_a_creation_is_applied_with_what_headquarters_assigns() -> None:
    decision = decide(None, asked("a", creates=True), LAW, now_ms=9)
    assert (decision.outcome, decision.version) == (Outcome.APPLIED, 1)
    assert decision.state is not None
    assert decision.state.units == {"name": "a", "number": "1"}


def test_an_edit_waits_for_its_entity_unless_that_was_given_up() -> None:
    assert decide(None, asked("b"), LAW, now_ms=9).outcome is Outcome.HELD
    assert decide(None, asked("b", orphan=True), LAW, now_ms=9).outcome is Outcome.DISCARDED


def test_a_second_creation_is_a_duplicate_and_writes_nothing() -> None:
    decision = decide(created(), asked("b", creates=True), LAW, now_ms=9)
    assert (decision.outcome, decision.version) == (Outcome.DUPLICATE, 1)
    assert decision.state is None


def test_a_rule_or_a_newer_value_puts_an_edit_before_a_person() -> None:
    assert decide(None, asked("a", creates=True), REFUSING, now_ms=9).reason == "name.refused"
    stale = decide(created("setting"), asked("b", unit="setting"), LAW, now_ms=9)
    assert (stale.outcome, stale.reason) == (Outcome.QUARANTINED, "edit.stale")


@pytest.mark.parametrize(("claimed", "counts_as"), [(5, 50), (70, 70), (10**15, 90)])
def test_a_claimed_time_is_brought_into_what_is_possible(claimed: int, counts_as: int) -> None:
    decision = decide(created(), asked("b", at=claimed), LAW, now_ms=90)
    assert decision.state is not None
    assert decision.state.stamps["name"].edited_ms == counts_as


def laid(operation: str, *, creates: bool = False, state: str = "pending") -> Laid:
    one = asked(operation, creates=creates)
    return Laid(edit=one.edit, creates=creates, edits=not creates, state=state)


def test_an_edit_that_overtook_its_creation_is_laid_over_it() -> None:
    assert effective(None, [laid("b")], policy_of) is None
    shown = effective(None, [laid("b"), laid("a", creates=True)], policy_of)
    assert shown is not None
    assert shown.units == {"name": "b"}


def test_a_refused_creation_is_shown_only_while_no_other_is_there() -> None:
    refused, other = laid("a", creates=True, state="attention"), laid("b", creates=True)
    for waiting, name in (([refused], "a"), ([refused, other], "b")):
        shown = effective(None, waiting, policy_of)
        assert shown is not None
        assert shown.units == {"name": name}
    assert effective(EMPTY, [], policy_of) == EMPTY
