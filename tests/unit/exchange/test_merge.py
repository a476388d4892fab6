"""The one merge function."""

from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core.merge import (
    EMPTY,
    Edit,
    Loser,
    Policy,
    State,
    assign,
    merge,
    not_before_creation,
)

POLICIES = {
    "origin": Policy.FIXED,
    "number": Policy.ASSIGNED,
    "setting": Policy.REFUSE_STALE,
    "consent": Policy.MOST_RESTRICTIVE,
}
YES, NO = {"answer": "yes"}, {"answer": "no"}


def policy_of(unit: str) -> Policy:
    return POLICIES.get(unit, Policy.LATEST_INTENT)


def restriction(value: Any) -> int:
    """Rank an answer: no before not asked before yes."""
    return {"yes": 0, "not_asked": 1, "no": 2}[(value or {}).get("answer", "not_asked")]


def an_edit(
    operation: str, patch: dict[str, Any], *, at: int = 0, base: dict[str, str] | None = None
) -> Edit:
    return Edit(operation=operation, patch=patch, base=base or {}, edited_ms=at)


def after(state: State, *edits: Edit) -> State:
    for one in edits:
        state = merge(state, one, policy_of, restriction=restriction).state
    return state


def test_the_first_value_of_a_unit_wins_under_every_policy_but_assigned() -> None:
    patch = {"name": "A", "origin": "sync", "number": "1", "setting": True}
    merged = merge(EMPTY, an_edit("a", patch), policy_of)
    assert merged.state.units == {"name": "A", "origin": "sync", "setting": True}
    assert merged.state.version == 1
    assert merged.written == ("name", "origin", "setting")
    assert merged.losers == ()


def test_an_edit_that_saw_the_value_wins_whatever_the_clock_says() -> None:
    state = after(EMPTY, an_edit("a", {"name": "A"}, at=10**15))
    merged = merge(state, an_edit("b", {"name": "B"}, at=0, base={"name": "a"}), policy_of)
    assert merged.state.units == {"name": "B"}
    assert merged.losers == ()


def test_of_two_concurrent_edits_the_later_wins_and_the_other_is_kept() -> None:
    state = after(EMPTY, an_edit("a", {"name": "A"}, at=5))
    late = merge(state, an_edit("b", {"name": "B"}, at=6), policy_of)
    assert late.state.units == {"name": "B"}
    assert late.losers == (Loser(unit="name", value="A", operation="a", winner="b"),)
    early = merge(state, an_edit("b", {"name": "B"}, at=4), policy_of)
    assert early.state is state
    assert early.written == ()
    assert early.losers == (Loser(unit="name", value="B", operation="b", winner="a"),)


def test_equal_times_are_settled_by_operation_id() -> None:
    state = after(EMPTY, an_edit("b", {"name": "B"}, at=5))
    assert after(state, an_edit("a", {"name": "A"}, at=5)).units == {"name": "B"}
    assert after(state, an_edit("c", {"name": "C"}, at=5)).units == {"name": "C"}


def test_a_fixed_unit_keeps_its_first_value() -> None:
    state = after(EMPTY, an_edit("a", {"origin": "sync"}))
    merged = merge(state, an_edit("b", {"origin": "x"}, at=9, base={"origin": "a"}), policy_of)
    assert merged.state is state
    assert [loser.operation for loser in merged.losers] == ["b"]


def test_only_headquarters_writes_an_assigned_unit() -> None:
    state = assign(
        after(EMPTY, an_edit("a", {"name": "A"})), {"number": "7"}, operation="a", edited_ms=1
    )
    assert state.version == 1
    assert state.stamps["number"].version == 1
    merged = merge(state, an_edit("b", {"number": "8"}, at=9, base={"number": "a"}), policy_of)
    assert merged.state.units["number"] == "7"


def test_a_stale_edit_of_a_setting_is_refused_whole() -> None:
    state = after(EMPTY, an_edit("a", {"setting": 1, "name": "A"}))
    merged = merge(state, an_edit("b", {"setting": 2, "name": "B"}, at=9), policy_of)
    assert merged.stale == ("setting",)
    assert merged.state is state
    fresh = {"setting": "a"}
    assert not merge(state, an_edit("b", {"setting": 2}, base=fresh), policy_of).stale


@given(st.sampled_from(["name", "setting", "origin"]), st.integers(0, 9))
def test_replaying_an_edit_changes_nothing(unit: str, at: int) -> None:
    state = after(EMPTY, an_edit("a", {unit: 1}, at=5))
    one = an_edit("b", {unit: 2}, at=at, base={unit: "a"})
    once = merge(state, one, policy_of).state
    again = merge(once, one, policy_of)
    assert again.state == once
    assert not again.stale


def test_a_withdrawal_stands_against_a_grant_that_did_not_see_it_whatever_the_clocks_say() -> None:
    asked = an_edit("a", {"consent": {"answer": "not_asked"}}, at=1)
    withdrawn = an_edit("b", {"consent": NO}, at=5, base={"consent": "a"})
    for at in (2, 9):
        granted = an_edit("c", {"consent": YES}, at=at, base={"consent": "a"})
        state = after(EMPTY, asked, withdrawn)
        late = merge(state, granted, policy_of, restriction=restriction)
        assert late.state is state
        assert late.losers == (Loser(unit="consent", value=YES, operation="c", winner="b"),)
        state = after(EMPTY, asked, granted)
        late = merge(state, withdrawn, policy_of, restriction=restriction)
        assert late.state.units == {"consent": NO}
        assert late.losers == (Loser(unit="consent", value=YES, operation="c", winner="b"),)


def test_a_grant_that_saw_the_withdrawal_wins() -> None:
    state = after(EMPTY, an_edit("a", {"consent": NO}, at=9))
    granted = an_edit("b", {"consent": YES}, at=1, base={"consent": "a"})
    merged = merge(state, granted, policy_of, restriction=restriction)
    assert merged.state.units == {"consent": YES}
    assert merged.losers == ()


def test_of_equally_restrictive_values_the_later_wins() -> None:
    state = after(EMPTY, an_edit("a", {"consent": NO | {"wording": 1}}, at=5))
    assert after(state, an_edit("b", {"consent": NO | {"wording": 2}}, at=4)) is state
    later = after(state, an_edit("b", {"consent": NO | {"wording": 2}}, at=6))
    assert later.units["consent"]["wording"] == 2


def test_a_removed_value_is_ranked_like_any_other() -> None:
    state = after(EMPTY, an_edit("a", {"consent": YES}, at=5))
    assert after(state, an_edit("b", {"consent": None}, at=1)).units == {"consent": None}
    state = after(EMPTY, an_edit("a", {"consent": NO}, at=5))
    assert after(state, an_edit("b", {"consent": None}, at=9)) is state


answers = st.sampled_from([YES, NO, {"answer": "not_asked"}, None])


@given(st.lists(st.tuples(answers, st.integers(0, 3)), min_size=1, max_size=4))
def test_concurrent_answers_end_alike_in_any_order_and_the_strictest_stands(
    drawn: list[tuple[dict[str, str] | None, int]],
) -> None:
    edits = [an_edit(f"{n:02}", {"consent": value}, at=at) for n, (value, at) in enumerate(drawn)]
    ends = [after(EMPTY, *order) for order in permutations(edits)]
    assert all(end.units == ends[0].units for end in ends)
    assert all(
        end.stamps["consent"].operation == ends[0].stamps["consent"].operation for end in ends
    )
    strictest = max(restriction(value) for value, _ in drawn)
    assert restriction(ends[0].units["consent"]) == strictest


@given(answers, answers, st.integers(0, 3), st.integers(0, 3))
def test_of_two_concurrent_answers_one_stands_and_the_other_is_kept_in_either_order(
    first: Any, second: Any, first_at: int, second_at: int
) -> None:
    origin = an_edit("0", {"consent": {"answer": "not_asked"}})
    seen = {"consent": "0"}
    one = an_edit("1", {"consent": first}, at=first_at, base=seen)
    other = an_edit("2", {"consent": second}, at=second_at, base=seen)
    outcomes = []
    for before, late in ((one, other), (other, one)):
        merged = merge(after(EMPTY, origin, before), late, policy_of, restriction=restriction)
        stands = merged.state.stamps["consent"].operation
        assert [(loser.operation, loser.winner) for loser in merged.losers] == [
            ("2" if stands == "1" else "1", stands)
        ]
        outcomes.append((stands, merged.state.units, merged.losers))
    assert outcomes[0] == outcomes[1]


patches = st.dictionaries(st.sampled_from(["name", "email", "phone"]), st.integers(), min_size=1)


@given(st.lists(st.tuples(patches, st.integers(0, 5)), min_size=1, max_size=4))
def test_concurrent_edits_end_alike_in_any_order(drawn: list[tuple[dict[str, int], int]]) -> None:
    edits = [an_edit(f"{n:02}", patch, at=at) for n, (patch, at) in enumerate(drawn)]
    ends = [after(EMPTY, *order).units for order in permutations(edits)]
    assert all(end == ends[0] for end in ends)


@given(st.lists(st.tuples(patches, st.integers(0, 5)), min_size=1, max_size=5))
def test_every_value_is_written_by_one_edit_whole_and_no_value_is_lost_silently(
    drawn: list[tuple[dict[str, int], int]],
) -> None:
    state = EMPTY
    kept: list[Loser] = []
    edits = {f"{n:02}": patch for n, (patch, _) in enumerate(drawn)}
    for n, (patch, at) in enumerate(drawn):
        merged = merge(state, an_edit(f"{n:02}", patch, at=at), policy_of)
        state = merged.state
        kept += merged.losers
    for unit, value in state.units.items():
        assert edits[state.stamps[unit].operation][unit] == value
    shown = {(unit, stamp.operation) for unit, stamp in state.stamps.items()}
    asked = {(unit, operation) for operation, patch in edits.items() for unit in patch}
    assert asked == shown | {(loser.unit, loser.operation) for loser in kept}


def test_a_time_before_the_creation_counts_as_the_creation() -> None:
    created = after(EMPTY, an_edit("a", {"name": "A"}, at=50))
    early, late = an_edit("b", {"name": "B"}, at=-5), an_edit("b", {"name": "B"}, at=60)
    assert not_before_creation(created, early).edited_ms == 50
    assert not_before_creation(created, late) is late
