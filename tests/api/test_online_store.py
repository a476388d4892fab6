"""An online store has no register: a shop's program creates its customers at headquarters."""

from typing import Any

import pytest

from tests.api.conftest import MARKS, Chain
from tests.cast import open_store
from tillbook import configuration
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Store

pytestmark = MARKS
GIVER: dict[str, object] = {
    "type": "person",
    "customer_group": "retail",
    "language": "en",
    "currency": "EUR",
    "receipt_option": "email",
    "receipt_email": "web@example.com",
    "affiliations": ["gold"],
}


@pytest.fixture(scope="module")
def shop(chain: Chain, django_db_blocker: Any) -> str:
    """Open an online store in Denmark with a default customer of its own; return its number."""
    number = "90"
    with django_db_blocker.unblock(), acting_as(chain.cast.headquarters):
        open_store(
            chain.cast.headquarters,
            number,
            kind=Store.Kind.ONLINE_STORE.value,
            unit={"country": "DK"},
            giver=GIVER,
            currency="EUR",
            language="en",
        )
    return number


def _switch(chain: Chain, number: str, **fields: object) -> None:
    with acting_as(chain.cast.headquarters):
        row = Store.objects.get(number=number)
        actor = chain.cast.headquarters.actor()
        configuration.put(actor, "store", id=row.id, document=fields)


@pytest.mark.rule("AR-014")
def test_a_shopper_with_a_receipt_email_keeps_it(chain: Chain, shop: str) -> None:
    document = chain.headquarters.create(store=shop, receipt_email="own@example.com")

    assert document["receipt_email"] == "own@example.com"
    assert "receipt_email" not in document["inherited"]


@pytest.mark.rule("AR-016")
def test_a_shopper_without_one_gets_the_default_customers_where_copying_is_on(
    chain: Chain, shop: str
) -> None:
    document = chain.headquarters.create(store=shop)

    assert document["receipt_email"] == "web@example.com"
    assert document["inherited"]["receipt_email"] == "default_customer"
    assert (document["currency"], document["affiliations"]) == ("EUR", ["gold"])


@pytest.mark.rule("AR-017")
def test_copying_the_receipt_email_is_a_switch_of_each_store(chain: Chain, shop: str) -> None:
    with acting_as(chain.cast.headquarters):
        open_store(chain.cast.headquarters, "91", giver=GIVER)

    _switch(chain, shop, copy_receipt_email=False)
    off, other = (chain.headquarters.create(store=number) for number in (shop, "91"))
    _switch(chain, shop, copy_receipt_email=True)

    assert off["receipt_email"] == ""
    assert "receipt_email" not in off["inherited"]
    assert other["receipt_email"] == "web@example.com"


@pytest.mark.rule("AR-027")
def test_an_address_begins_in_the_country_of_the_online_stores_own_unit(
    chain: Chain, shop: str
) -> None:
    document = chain.headquarters.create(
        store=shop, addresses=[{"city": "København"}, {"city": "Malmö", "country": "SE"}]
    )

    first, second = document["addresses"]
    assert (first["country"], second["country"]) == ("DK", "SE")
    assert document["inherited"][f"address/{first['id']}/country"] == "operating_unit"
    assert f"address/{second['id']}/country" not in document["inherited"]


@pytest.mark.rule("AR-035")
def test_a_unit_without_an_address_leaves_the_country_to_the_company(chain: Chain) -> None:
    with acting_as(chain.cast.headquarters):
        open_store(chain.cast.headquarters, "92", unit={"country": ""}, giver=GIVER)

    document = chain.headquarters.create(store="92", addresses=[{"city": "Lund"}])

    [address] = document["addresses"]
    assert address["country"] == "SE"
    assert document["inherited"][f"address/{address['id']}/country"] == "company"


@pytest.mark.rule("AR-020")
def test_a_store_without_default_customer_uses_its_own_and_the_companys_values(
    chain: Chain,
) -> None:
    with acting_as(chain.cast.headquarters):
        open_store(chain.cast.headquarters, "93", currency="NOK", language="nb")

    document = chain.headquarters.create(store="93")

    assert document["default_customer"] is None
    assert (document["currency"], document["inherited"]["currency"]) == ("NOK", "store")
    assert (document["type"], document["inherited"]["type"]) == ("person", "company")
    assert document["inherited"]["receipt_option"] == "company"
    assert document["inherited"]["customer_group"] == "company"
