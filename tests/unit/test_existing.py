"""When a new customer counts as somebody who is there already."""

from typing import Any

import pytest

from tillbook.customers.rules.existing import first_same, is_same

ANNA: dict[str, Any] = {
    "id": "2",
    "legal_entity": "se",
    "name": "Åsa Öberg",
    "contacts": [
        {"kind": "email", "value": "asa@example.com"},
        {"kind": "url", "value": "https://example.com"},
    ],
}


def other(**changes: object) -> dict[str, Any]:
    """Return another customer who differs in this."""
    return ANNA | {"id": "1"} | changes


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "ÖBERG  åsa"},
        {"contacts": [{"kind": "email", "value": "ASA@example.com"}]},
    ],
)
def test_the_same_name_and_way_in_one_company_is_the_same(changes: dict[str, Any]) -> None:
    assert is_same(ANNA, other(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"legal_entity": "cn"},
        {"name": "Åsa Berg"},
        {"contacts": []},
        {"contacts": [{"kind": "url", "value": "https://example.com"}]},
        {"contacts": [{"kind": "email", "value": "bo@example.com"}]},
        {"merged_into": "3"},
    ],
)
def test_anything_less_is_somebody_else(changes: dict[str, Any]) -> None:
    assert not is_same(ANNA, other(**changes))


def test_of_several_the_oldest_is_meant_and_never_the_customer_itself() -> None:
    found = first_same(ANNA, [other(id="3"), other(id="1"), ANNA])
    assert found is not None
    assert found["id"] == "1"
    assert first_same(ANNA, [ANNA]) is None
