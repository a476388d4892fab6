"""What new customers inherit from their store's default customer, created and read over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import MARKS, Chain
from tillbook import configuration
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Store

pytestmark = MARKS


@pytest.fixture
def default_customer(chain: Chain) -> Iterator[str]:
    """Give the default customer of store 1 a receipt email for one test."""
    path = f"/customers/{chain.cast.default_customer}"
    chain.headquarters.patch(path, {"receipt_email": "shop@example.com"})
    chain.cast.settle()
    yield path
    chain.headquarters.patch(path, {"receipt_email": None, "receipt_option": "email"})
    chain.cast.settle()


@pytest.mark.rule("AR-014")
def test_a_receipt_email_of_ones_own_wins(chain: Chain, default_customer: str) -> None:
    document = chain.till.create(receipt_email="own@example.com")

    assert document["receipt_email"] == "own@example.com"
    assert "receipt_email" not in document["inherited"]


@pytest.mark.rule("AR-015")
def test_a_missing_receipt_email_is_the_default_customers(
    chain: Chain, default_customer: str
) -> None:
    document = chain.till.create()

    assert document["receipt_email"] == "shop@example.com"
    assert document["inherited"]["receipt_email"] == "default_customer"


@pytest.mark.rule("AR-012")
@pytest.mark.rule("AR-013")
def test_affiliations_come_from_the_default_customer_and_dimensions_from_its_group(
    chain: Chain,
) -> None:
    document = chain.till.create()

    assert document["affiliations"] == ["gold"]
    assert document["financial_dimensions"] == {"d": "1"}
    assert document["inherited"]["financial_dimensions"] == "customer_group"


@pytest.mark.rule("AR-019")
def test_each_store_hands_down_its_own_default_customers_values(chain: Chain) -> None:
    other = _second_store(chain)

    one = chain.headquarters.create(store="1")
    two = chain.headquarters.create(store="2")

    assert (one["default_customer"], one["language"], one["affiliations"]) == (
        str(chain.cast.default_customer),
        "sv",
        ["gold"],
    )
    assert (two["default_customer"], two["language"], two["affiliations"]) == (
        str(other),
        "zh-Hans",
        ["silver"],
    )


@pytest.mark.rule("AR-021")
def test_a_later_change_of_the_default_customer_leaves_existing_customers_alone(
    chain: Chain, default_customer: str
) -> None:
    existing = chain.till.create()

    changed = chain.headquarters.patch(
        default_customer, {"receipt_option": "both", "receipt_email": "new@example.com"}
    )
    chain.cast.settle()

    assert changed.status == 200
    after: Any = chain.till.get(f"/customers/{existing['id']}").json
    assert after["receipt_option"] == existing["receipt_option"] == "email"
    assert after["receipt_email"] == "shop@example.com"
    assert chain.till.create()["receipt_option"] == "both"


@pytest.mark.rule("AR-022")
def test_a_default_customer_needs_no_address(chain: Chain) -> None:
    giver = chain.till.get(f"/customers/{chain.cast.default_customer}").json

    document = chain.till.create(addresses=[{"city": "Göteborg"}])

    assert giver["addresses"] == []
    assert document["default_customer"] == giver["id"]
    assert document["addresses"][0]["country"] == "SE"


@pytest.mark.rule("AR-023")
def test_what_is_entered_wins_and_the_record_tells_what_was_inherited(chain: Chain) -> None:
    document = chain.till.create(currency="EUR")

    assert document["currency"] == "EUR"
    assert "currency" not in document["inherited"]
    assert document["inherited"]["language"] == "default_customer"


def _second_store(chain: Chain) -> UUID:
    """Open a store with a default customer of its own, at headquarters."""
    headquarters, store = chain.cast.headquarters, new_id()
    with acting_as(headquarters):
        row = Store.objects.get(number="1")
        silver: dict[str, object] = {"code": "silver", "name": "Silver"}
        configuration.put(headquarters.actor(), "affiliation", id=new_id(), document=silver)
        configuration.put(
            headquarters.actor(),
            "store",
            id=store,
            document={
                "number": "2",
                "name": "Shanghai",
                "kind": "store",
                "legal_entity": str(row.legal_entity),
                "operating_unit": str(row.operating_unit),
                "default_customer": None,
                "currency": "CNY",
                "language": "zh-Hans",
                "time_zone": "Asia/Shanghai",
                "copy_receipt_email": True,
            },
        )
    giver = chain.headquarters.create(
        name="默认", store="2", language="zh-Hans", affiliations=["silver"]
    )
    with acting_as(headquarters):
        configuration.put(
            headquarters.actor(), "store", id=store, document={"default_customer": giver["id"]}
        )
    return UUID(giver["id"])
