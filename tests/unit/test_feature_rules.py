"""No switch acts without those that it needs, now or at a planned moment."""

from datetime import UTC, datetime, timedelta

import pytest

from tillbook.features import rules
from tillbook.features.catalog import CATALOG
from tillbook.features.rules import Setting

NEEDED = ("performance_improvements", "async_addresses", "enhanced_async_creation")
EDITING = "async_editing"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER, MUCH_LATER = NOW + timedelta(hours=1), NOW + timedelta(days=1)
OFF = Setting(is_on=False)


def test_a_new_chain_has_the_modes_on_and_several_contacts_off() -> None:
    assert rules.on({}, NOW) == {*NEEDED, EDITING, "sync_audit"}


@pytest.mark.parametrize("name", NEEDED)
def test_a_switch_without_what_it_needs_does_not_act_in_whatever_order_rows_arrive(
    name: str,
) -> None:
    assert EDITING not in rules.on({name: OFF}, NOW)
    assert rules.obstacles(EDITING, {name: OFF}, NOW).missing == (name,)


def test_all_that_is_missing_is_named_in_the_order_of_the_catalog() -> None:
    assert rules.obstacles(EDITING, dict.fromkeys(NEEDED, OFF), NOW).missing == NEEDED


def test_only_what_is_on_holds_what_it_needs() -> None:
    addresses = {"async_addresses": OFF}
    assert rules.obstacles("async_addresses", addresses, NOW).dependents == (EDITING,)
    assert rules.obstacles("async_addresses", addresses | {EDITING: OFF}, NOW).dependents == ()
    assert rules.obstacles("sync_audit", {"sync_audit": OFF}, NOW).dependents == ()


def test_a_plan_counts_from_its_own_moment_on() -> None:
    planned = {"multiple_contacts": Setting(is_on=False, planned_on=True, planned_at=LATER)}
    before = LATER - timedelta(seconds=1)
    assert "multiple_contacts" not in rules.on(planned, before)
    assert "multiple_contacts" in rules.on(planned, LATER)
    assert planned["multiple_contacts"].is_planned(NOW)
    assert not planned["multiple_contacts"].is_planned(LATER)


def test_what_is_planned_to_turn_off_what_others_need_then_is_found_now() -> None:
    ends = {"async_addresses": Setting(is_on=True, planned_on=False, planned_at=LATER)}
    assert rules.obstacles("async_addresses", ends, NOW).dependents == (EDITING,)
    together = ends | {EDITING: Setting(is_on=True, planned_on=False, planned_at=LATER)}
    assert rules.obstacles("async_addresses", together, NOW).dependents == ()
    too_late = ends | {EDITING: Setting(is_on=True, planned_on=False, planned_at=MUCH_LATER)}
    assert rules.obstacles("async_addresses", too_late, NOW).dependents == (EDITING,)


def test_a_plan_that_is_over_is_how_the_switch_stands() -> None:
    past = NOW - timedelta(hours=1)
    over = {"async_addresses": Setting(is_on=True, planned_on=False, planned_at=past)}
    assert rules.obstacles(EDITING, over, NOW).missing == ("async_addresses",)


def test_the_catalog_needs_only_what_it_holds() -> None:
    for known in CATALOG.values():
        assert set(known.needs) <= set(CATALOG)
