"""The values before and after, found by replaying operations: pure, without a database."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from tillbook.customers.document import SHAPE, policy_of
from tillbook.customers.rules.history import Change, Step, is_about, replay
from tillbook.exchange.core.merge import EMPTY, Edit, State, assign, merge
from tillbook.exchange.core.units import Units

PHONE, OTHER = "contact/a", "contact/b"
A_PHONE = {"kind": "phone", "value": "+46701740612", "label": ""}


def step(patch: dict[str, Any] | None, **more: Any) -> Step:
    return Step(**{"operation": uuid4(), "patch": patch, "is_written": True, **more})


def told(changes: tuple[Change, ...]) -> list[tuple[str, Any, Any]]:
    return [(change.field, change.before, change.after) for change in changes]


def test_each_change_has_the_value_before_and_after() -> None:
    created = step({"language": "sv", "note": ""}, assigned={"account_number": "7"})
    edited = step({"language": "en"})

    first, second = replay([created, edited], SHAPE, start=None)

    assert told(first) == [("language", None, "sv"), ("account_number", None, "7")]
    assert [change.is_assigned for change in first] == [False, True]
    assert told(second) == [("language", "sv", "en")]


def test_a_unit_of_several_fields_tells_those_that_differ() -> None:
    name = {"name": "Anna Ek", "first_name": "Anna", "middle_name": "", "last_name": "Ek"}
    created = step({"name": name, PHONE: A_PHONE})
    edited = step({"name": name | {"name": "Anna Berg", "last_name": "Berg"}})
    labelled = step({PHONE: A_PHONE | {"label": "work"}})

    _, renamed, changed = replay([created, edited, labelled], SHAPE, start=None)

    assert told(renamed) == [("name", "Anna Ek", "Anna Berg"), ("last_name", "Ek", "Berg")]
    assert told(changed) == [("label", "", "work")]
    assert changed[0].item == {"id": "a", **A_PHONE, "label": "work"}


def test_items_come_and_go_whole_and_a_primary_is_told_as_its_item() -> None:
    created = step({PHONE: A_PHONE, "primary/phone": "a", "affiliation/gold": {}})
    second = A_PHONE | {"value": "+46701740613"}
    edited = step({PHONE: None, OTHER: second, "primary/phone": "b", "affiliation/gold": None})

    first, changed = replay([created, edited], SHAPE, start=None)

    assert ("affiliation", None, "gold") in told(first)
    assert told(changed) == [
        ("affiliation", "gold", None),
        ("contact", A_PHONE, None),
        ("contact", None, second),
        ("primary", {"id": "a", **A_PHONE}, {"id": "b", **second}),
    ]


def test_a_consent_is_told_whole_with_its_contact_and_purpose() -> None:
    yes, no = {"answer": "yes", "wording": 1}, {"answer": "no", "wording": 1}
    created = step({PHONE: A_PHONE, "consent/a/marketing": yes})

    _, withdrawn = replay([created, step({"consent/a/marketing": no})], SHAPE, start=None)

    assert told(withdrawn) == [("consent", yes, no)]
    assert withdrawn[0].item == {"contact": A_PHONE, "purpose": "marketing"}
    assert is_about(withdrawn, "consent")


def test_a_value_that_lost_when_it_was_decided_changes_nothing() -> None:
    created, winner = step({"language": "sv"}), step({"language": "en"})
    loser = step({"language": "zh"}, lost={"language": winner.operation})
    last = step({"language": "fi"})

    found = replay([created, winner, loser, last], SHAPE, start=None)

    [lost] = found[2]
    assert (lost.before, lost.after, lost.is_written) == ("en", "zh", False)
    assert lost.lost_to == winner.operation
    assert told(found[3]) == [("language", "en", "fi")]


def test_a_value_that_was_overtaken_later_was_the_customers_until_then() -> None:
    winner = step({"language": "en"})
    overtaken = step({"language": "zh"}, lost={"language": winner.operation})

    [first], [second] = replay([overtaken, winner], SHAPE, start=None)

    assert (first.is_written, first.lost_to) == (True, winner.operation)
    assert (second.before, second.after) == ("zh", "en")


def test_what_headquarters_refused_is_told_and_changes_nothing() -> None:
    created, refused = step({"language": "sv"}), step({"language": "xx"}, is_written=False)

    found = replay([created, refused, step({"language": "en"})], SHAPE, start=None)

    assert [(c.before, c.after, c.is_written) for c in found[1]] == [("sv", "xx", False)]
    assert told(found[2]) == [("language", "sv", "en")]


def test_undecided_changes_are_laid_over_each_other() -> None:
    steps = [
        step({"language": "en"}, is_written=False, is_laid_over=True),
        step({"language": "zh"}, is_written=False, is_laid_over=True),
    ]

    first, second = replay(steps, SHAPE, start={"language": "sv"})

    assert (told(first), told(second)) == (
        [("language", "sv", "en")],
        [("language", "en", "zh")],
    )


def test_without_the_steps_of_others_only_what_the_editor_saw_is_known() -> None:
    created = step({"language": "sv"}, base={"language": ""})
    seen = step({"language": "en"}, base={"language": created.operation.hex})
    elsewhere = step({"language": "zh"}, base={"language": uuid4().hex})

    found = replay([created, seen, elsewhere], SHAPE, start=None, is_whole=False)

    assert [(c.before, c.is_before_known) for [c] in found] == [
        (None, True),
        ("sv", True),
        (None, False),
    ]


def test_after_an_emptied_step_nobody_guesses_what_was_there() -> None:
    created, edited = step({"language": "sv"}), step({"language": "en"})

    _, erased, [after] = replay([created, step(None), edited], SHAPE, start=None)

    assert erased == ()
    assert (after.before, after.is_before_known) == (None, False)


UNITS = ("language", "note", "name", "contact/a", "contact/b", "affiliation/gold", "primary/phone")
WORDS = st.sampled_from(["", "a", "b"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "language": st.sampled_from(["sv", "en", "zh"]),
    "note": WORDS,
    "name": st.fixed_dictionaries({"name": WORDS, "last_name": WORDS}),
    "contact/a": st.none() | st.fixed_dictionaries({"value": WORDS}),
    "contact/b": st.none() | st.fixed_dictionaries({"value": WORDS}),
    "affiliation/gold": st.sampled_from([None, {}]),
    "primary/phone": st.sampled_from([None, "a", "b"]),
}
PATCHES = st.lists(st.sampled_from(UNITS), unique=True).flatmap(
    lambda units: st.fixed_dictionaries({unit: VALUES[unit] for unit in units})
)
#: A patch, how much of the past its editor had seen, its claimed time, and whether it is refused.
ASKED = st.tuples(
    PATCHES, st.integers(0, 3), st.integers(0, 50), st.sampled_from([False, False, False, True])
)


@given(st.lists(ASKED, min_size=1, max_size=8))
def test_all_changes_together_give_the_document_that_headquarters_has(
    asked: list[tuple[dict[str, Any], int, int, bool]],
) -> None:
    steps, state = _decided(asked)

    changes = [change for found in replay(steps, SHAPE, start=None) for change in found]

    assert _plain(_put_together(changes)) == _plain(state.units)


def _decided(asked: list[tuple[dict[str, Any], int, int, bool]]) -> tuple[list[Step], State]:
    """Decide edits as headquarters does, and write down what its log would hold of each."""
    past, steps, lost = [EMPTY], list[Step](), dict[UUID, dict[str, UUID]]()
    for number, (patch, behind, edited_ms, is_refused) in enumerate(asked):
        operation = UUID(int=number + 1)
        if is_refused:
            steps.append(Step(operation=operation, patch=patch, is_written=False))
            continue
        stamps = past[max(0, len(past) - 1 - behind)].stamps
        base = {unit: stamp.operation for unit, stamp in stamps.items()}
        edit = Edit(operation=operation.hex, patch=patch, base=base, edited_ms=edited_ms)
        merged = merge(past[-1], edit, policy_of)
        given_here = {"account_number": "7"} if number == 0 else {}
        past.append(assign(merged.state, given_here, operation=edit.operation, edited_ms=1))
        for loser in merged.losers:
            lost.setdefault(UUID(loser.operation), {})[loser.unit] = UUID(loser.winner)
        steps.append(
            Step(operation=operation, patch=patch, is_written=True, assigned=given_here, base=base)
        )
    return [_with_losses(one, lost.get(one.operation, {})) for one in steps], past[-1]


def _with_losses(one: Step, lost: dict[str, UUID]) -> Step:
    return Step(
        operation=one.operation,
        patch=one.patch,
        is_written=one.is_written,
        assigned=one.assigned,
        base=one.base,
        lost=lost,
    )


def _put_together(changes: list[Change]) -> Units:
    units: Units = {}
    for change in changes:
        if not change.is_written:
            continue
        prefix = change.unit.partition("/")[0]
        if change.field == prefix == "primary":
            units[change.unit] = (change.after or {}).get("id")
        elif prefix in SHAPE.sets:
            units[change.unit] = None if change.after is None else {}
        elif change.field == prefix and change.unit not in SHAPE.groups:
            units[change.unit] = change.after
        else:
            units[change.unit] = {**units.get(change.unit, {}), change.field: change.after}
    return units


def _plain(units: Units) -> Units:
    """Leave out what is empty: no history tells that nothing became nothing."""
    kept: Units = {}
    for unit, value in units.items():
        if isinstance(value, dict) and unit.partition("/")[0] not in SHAPE.sets:
            parts = {name: part for name, part in value.items() if part}
            if parts:
                kept[unit] = parts
        elif value not in (None, ""):
            kept[unit] = value
    return kept
