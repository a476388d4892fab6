"""The configuration check names what deserves a look, and leads to where it is put right."""

import re
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import models
from django.test import Client

from tests.cast import make_node, new_folder
from tests.hq.office import Office
from tillbook import configuration
from tillbook.config import wiring
from tillbook.configuration.tables import table_kind
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange import kinds
from tillbook.exchange.down import groups
from tillbook.features.catalog import id_of
from tillbook.features.models import Switch
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import acting_as
from tillbook.scheduler import seeds as scheduler_seeds
from tillbook.scheduler.models import ChannelDatabaseGroup, ChannelSchema, SchedulerSubjob
from tillbook.staff.models import Associate
from tillbook.stores import seeds as store_seeds
from tillbook.stores.models import NumberCounter, Store

pytestmark = pytest.mark.django_db(transaction=True)


ADMINISTRATOR = {
    "number": "1",
    "name": "Maria Ek",
    "role": Role.ADMINISTRATOR.value,
    "language": "en",
    "store": None,
    "pin": "",
    "is_active": True,
}


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
    _change(desk, "operating_unit", street="Storgatan 1", city="Göteborg")


@pytest.mark.usefixtures("tidy")
def test_a_chain_that_is_set_up_has_no_remarks(client: Client, desk: Office) -> None:
    assert "Everything is set up" in _page(client)
    assert "Configuration check:" not in client.get("/hq/nodes/").content.decode()


def test_a_new_headquarters_is_told_what_to_make_first_and_where(transactional_db: None) -> None:
    node = make_node(new_folder(), "default", NodeRole.HEADQUARTERS)
    with acting_as(node):
        wiring.offer_all()
        configuration.put(node.actor(), "associate", id=new_id(), document=ADMINISTRATOR)
        client = Client()
        client.force_login(Associate.objects.get())

        page = _page(client)

        assert "Everything is set up" not in page
        steps = re.findall(r'<ul class="remarks">.*?</ul>', page, re.DOTALL)[0]
        urls = re.findall(r'<a href="([^"]+)"', steps)
        assert urls == [
            "/hq/setup/stores/legalentity/add/",
            "/hq/setup/stores/operatingunit/add/",
            "/hq/stores/new/",
        ]
        assert [client.get(url).status_code for url in urls] == [200, 200, 200]


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


@pytest.mark.usefixtures("tidy")
def test_an_operating_unit_without_address_is_reported(client: Client, desk: Office) -> None:
    _change(desk, "operating_unit", street="", city="")

    page = _page(client)

    assert "It has no street and no city" in page
    assert f'href="/hq/setup/stores/operatingunit/{Store.objects.get().operating_unit}' in page


@pytest.mark.usefixtures("tidy")
def test_a_profile_that_nobody_follows_is_reported(client: Client, desk: Office) -> None:
    store_seeds.plant()
    id, document = new_id(), {"number": "spare", "name": "Spare"}
    configuration.put(desk.actor, "functionality_profile", id=id, document=document)
    assert f'href="/hq/setup/stores/functionalityprofile/{id}/change/"' in _page(client)

    _change(desk, "store", functionality_profile=str(id))

    assert "Everything is set up" in _page(client)


@pytest.mark.usefixtures("tidy")
def test_a_name_without_the_language_of_a_store_is_reported(client: Client, desk: Office) -> None:
    id, document = new_id(), {"code": "summer", "name": "Summer house"}
    configuration.put(desk.actor, "address_purpose", id=id, document=document)

    page = _page(client)

    assert "Stores work in these languages and read another one: Swedish" in page
    assert f'href="/hq/setup/customers/addresspurpose/{id}/change/"' in page
    names = {"names": {"sv": "Sommarstuga"}}
    configuration.put(desk.actor, "address_purpose", id=id, document=names)
    assert "Everything is set up" in _page(client)


@pytest.mark.usefixtures("tidy")
def test_a_feature_that_stands_on_without_what_it_needs_is_reported(
    client: Client, desk: Office
) -> None:
    """The row comes as from a release that asked for less."""
    Switch.objects.create(id=id_of("async_addresses"), name="async_addresses", is_on=False)

    page = _page(client)

    assert "It needs these, which are off: Enable asynchronous creation" in page
    assert 'href="/hq/features/?feature=async_editing#feature"' in page


class Tattoo(models.Model):
    """A table of somebody else's app."""

    PERSONAL = frozenset({"motif"})

    id = models.UUIDField(primary_key=True)
    motif = models.TextField()

    class Meta:
        app_label = "extension"
        apps = Apps()

    def __str__(self) -> str:
        return self.motif


@pytest.mark.rule("AR-128")
@pytest.mark.usefixtures("tidy")
def test_customer_data_of_an_extension_is_reported_while_the_filter_is_on(
    client: Client, desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = table_kind("tattoo", Tattoo, fields=["motif"])
    monkeypatch.setitem(kinds._entities, "tattoo", offered)  # noqa: SLF001  (offering stays)
    scheduler_seeds.plant()
    schema = ChannelSchema.objects.get(
        name=ChannelDatabaseGroup.objects.get(is_offline=True).schema
    )
    subjob = SchedulerSubjob.objects.get(code="organization")
    told = "An extension brings customer data to offline databases"

    for filters, fields, is_told in (
        (True, {}, False),
        (True, {"tattoo": ["motif"]}, True),
        (False, {"tattoo": ["motif"]}, False),
    ):
        configuration.put(
            desk.actor, "channel_schema", id=schema.id, document={"filters_customers": filters}
        )
        whole = subjob.fields | fields
        configuration.put(desk.actor, "scheduler_subjob", id=subjob.id, document={"fields": whole})
        assert (told in _page(client)) is is_told


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


@pytest.mark.parametrize(
    ("group", "is_told"),
    [
        ({"legal_entities": [], "address_books": []}, False),
        ({"legal_entities": ["se"], "address_books": ["south"]}, False),
        ({"legal_entities": ["no"]}, True),
        ({"address_books": ["north"]}, True),
    ],
)
@pytest.mark.usefixtures("tidy")
def test_a_store_that_a_devices_group_leaves_out_is_reported(
    client: Client, desk: Office, group: dict[str, list[str]], is_told: bool
) -> None:
    scheduler_seeds.plant()
    server = {"role": "channel", "name": "Serverrum", "store": None, "parent": None}
    further = {"further": {str(desk.store): None}, "sign_key": "", "receive_key": ""}
    configuration.put(desk.actor, "node", id=new_id(), document=server | further)
    row = ChannelDatabaseGroup.objects.get(name=groups.CHANNELS)
    configuration.put(desk.actor, "channel_database_group", id=row.id, document=group)

    told = f"Serverrum follows the channel database group {groups.CHANNELS}, which leaves out"
    assert (told in _page(client)) is is_told
