"""No switch acts without those that it needs."""

import pytest

from tillbook.features import rules
from tillbook.features.catalog import CATALOG

NEEDED = ["performance_improvements", "async_addresses", "enhanced_async_creation"]


def test_a_new_chain_has_the_modes_on_and_several_contacts_off() -> None:
    assert rules.on({}) == {*NEEDED, "async_editing", "sync_audit"}


@pytest.mark.parametrize("name", NEEDED)
def test_a_switch_without_what_it_needs_does_not_act_in_whatever_order_rows_arrive(
    name: str,
) -> None:
    acting = rules.on({name: False})
    assert "async_editing" not in acting
    assert rules.missing_for("async_editing", acting) == [name]


def test_all_that_is_missing_is_named_in_the_order_of_the_catalog() -> None:
    acting = rules.on(dict.fromkeys(NEEDED, False))
    assert rules.missing_for("async_editing", acting) == NEEDED


def test_only_what_is_on_holds_what_it_needs() -> None:
    assert rules.dependents_of("async_addresses", rules.on({})) == ["async_editing"]
    assert rules.dependents_of("async_addresses", rules.on({"async_editing": False})) == []
    assert rules.dependents_of("sync_audit", rules.on({})) == []


def test_the_catalog_needs_only_what_it_holds() -> None:
    for known in CATALOG.values():
        assert set(known.needs) <= set(CATALOG)
