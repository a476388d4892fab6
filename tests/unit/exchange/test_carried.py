"""A correction that passes a value on leaves it the same write."""

from tillbook.exchange.core.merge import EMPTY, Edit, Policy, merge


def _latest(unit: str) -> Policy:
    return Policy.LATEST_INTENT


def test_who_saw_the_corrected_operation_has_seen_what_its_correction_passes_on() -> None:
    correction = Edit(
        operation="c",
        patch={"name": "Anna", "note": "new"},
        base={},
        edited_ms=30,
        carried={"name": ("o", 10)},
    )
    state = merge(EMPTY, correction, _latest).state
    edit = Edit(
        operation="e",
        patch={"name": "Berg", "note": "old"},
        base={"name": "o", "note": "o"},
        edited_ms=20,
    )
    merged = merge(state, edit, _latest)
    assert merged.state.units == {"name": "Berg", "note": "new"}
    assert [(loser.unit, loser.operation) for loser in merged.losers] == [("note", "e")]


def test_a_passed_on_value_is_never_newer_than_its_correction() -> None:
    correction = Edit(
        operation="c", patch={"name": "A"}, base={}, edited_ms=5, carried={"name": ("o", 99)}
    )
    assert merge(EMPTY, correction, _latest).state.stamps["name"].edited_ms == 5
