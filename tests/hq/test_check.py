"""The configuration check names what deserves a look, and leads to where it is put right."""

from typing import Any

import pytest
from django.test import Client

from tests.hq.office import Office
from tillbook import configuration
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.foundation.ids import new_id
from tillbook.stores.models import NumberCounter, Store

pytestmark = pytest.mark.django_db(transaction=True)


def _change(desk: Office, kind: str, **document: Any) -> None:
    store = Store.objects.get(id=desk.store)
    id = store.id if kind == "store" else getattr(store, kind)
    configuration.put(desk.actor, kind, id=id, document=document)


def _page(client: Client) -> str:
    return client.get("/hq/check/").content.decode()


@pytest.fixture
def tidy(desk: Office) -> None:
    """Leave nothing to remark."""
    configuration.put(
        desk.actor, "address_book", id=new_id(), document={"code": "south", "name": "South"}
    )
    _change(desk, "store", address_book="south")


@pytest.mark.usefixtures("tidy")
def test_a_chain_that_is_set_up_has_no_remarks(client: Client, desk: Office) -> None:
    assert "Everything is set up" in _page(client)
    assert "Configuration check:" not in client.get("/hq/nodes/").content.decode()


@pytest.mark.rule("AR-020")
@pytest.mark.usefixtures("tidy")
def test_a_store_without_default_customer_is_reported(client: Client, desk: Office) -> None:
    _change(desk, "store", default_customer=None)

    page = _page(client)

    assert "No default customer" in page
    assert 'href="/hq/stores/1/"' in page
    for other in ("/hq/nodes/", "/hq/stores/1/"):
        assert "Configuration check: 1 thing to look at" in client.get(other).content.decode()


@pytest.mark.rule("AR-035")
@pytest.mark.usefixtures("tidy")
def test_an_operating_unit_without_country_is_reported(client: Client, desk: Office) -> None:
    _change(desk, "operating_unit", country="")

    page = _page(client)

    assert "No country/region" in page
    assert "New addresses start with the company’s country: Sweden." in page
    assert f'href="/hq/setup/stores/operatingunit/{Store.objects.get().operating_unit}' in page


@pytest.mark.rule("AR-018")
@pytest.mark.usefixtures("tidy")
def test_a_receipt_email_that_would_spread_is_reported(client: Client, desk: Office) -> None:
    edit_customer(desk.actor, desk.default_customer, {"receipt_email": "all@example.com"})
    assert "New customers without one would get all@example.com." in _page(client)

    _change(desk, "store", copy_receipt_email=False)

    assert "Everything is set up" in _page(client)


def test_a_store_without_address_book_is_reported(client: Client, desk: Office) -> None:
    assert "No customer address book" in _page(client)


@pytest.mark.parametrize(
    ("next", "said"),
    [(900, None), (902, "90 % of its numbers are used up."), (1000, "No number is left")],
)
@pytest.mark.usefixtures("tidy")
def test_a_sequence_that_runs_out_is_reported_before(
    client: Client, desk: Office, next: int, said: str | None
) -> None:
    sequence = new_id()
    form = {"code": "kunder", "name": "Kunder", "format": "###", "check_digit": "none"}
    configuration.put(desk.actor, "number_sequence", id=sequence, document=form)
    NumberCounter.objects.create(sequence=sequence, next=next)

    page = _page(client)

    assert (said or "Everything is set up") in page
