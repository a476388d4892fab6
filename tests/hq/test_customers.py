"""Customers at headquarters: find, make, edit, and what happened to each."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.customers import queries
from tillbook.customers.models import Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.features.operations.turn import turn
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import Store

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = {
    "name": "Anna Svensson",
    "language": "sv",
    "contacts": [
        {"kind": "phone", "value": "070-174 06 12"},
        {"kind": "email", "value": "anna@example.com"},
    ],
    "addresses": [{"street": "Kungsgatan 1", "postal_code": "411 19", "city": "Göteborg"}],
}


@pytest.fixture
def anna(desk: Office) -> str:
    """Make a customer; return her page."""
    return f"/hq/customers/{desk.customer(**ANNA)}/"


def _shown(desk: Office, page: str) -> dict[str, Any]:
    customer = queries.find(desk.actor, UUID(page.split("/")[3]))
    assert customer is not None
    return customer


@pytest.mark.parametrize("text", ["svensson", "0612", "anna@example", "070 174", "anna svens"])
def test_a_customer_is_found_by_any_of_her_values(client: Client, anna: str, text: str) -> None:
    assert anna in client.get("/hq/customers/", {"q": text}).content.decode()


def test_the_newest_come_first_and_paging_meets_everyone_once(client: Client, desk: Office) -> None:
    ids = [str(desk.customer(name=f"Customer {place}")) for place in range(30)]

    first = client.get("/hq/customers/")
    after = first.content.decode().split("?before=")[1].split('"')[0]
    second = client.get("/hq/customers/", {"before": after})

    seen = [line["customer"]["id"] for page in (first, second) for line in page.context["lines"]]
    assert seen[:30] == ids[::-1]
    assert len(seen) == len(set(seen)) == 31


def test_an_untouched_form_changes_nothing(client: Client, desk: Office, anna: str) -> None:
    before = _shown(desk, anna)

    answer = client.post(anna, fields_of(client.get(anna).content.decode()), follow=True)

    assert "Nothing was changed." in answer.content.decode()
    assert _shown(desk, anna) == before


@whole_chain
def test_an_edit_reaches_every_till(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    client, anna = signed_in(desk), f"/hq/customers/{desk.customer(**ANNA)}/"
    form = fields_of(client.get(anna).content.decode())
    phone = next(name for name in form if form[name] == "070-174 06 12")

    client.post(anna, form | {"name": "Anna Berg", phone: "070-174 06 13"})
    cast.settle()

    for till in cast.tills:
        with acting_as(till):
            found = queries.search(cast.associate(till), "anna berg").items
        assert [hit.customer["name"] for hit in found] == ["Anna Berg"]
        contacts = found[0].customer["contacts"]
        assert {one["value"] for one in contacts} == {"+46701740613", "anna@example.com"}


def test_contacts_and_addresses_are_added_and_an_address_is_retired(
    client: Client, desk: Office, anna: str
) -> None:
    turn(desk.actor, "multiple_contacts", on=True)
    form = fields_of(client.get(anna).content.decode())
    more = fields_of(client.post(anna, form | {"show": "email"}).content.decode())
    more = fields_of(client.post(anna, more | {"show": "address"}).content.decode())
    second = {"address-1-street": "Drottninggatan 2", "address-1-city": "Stockholm"}
    typed = {
        "contact-2-value": "second@example.com",
        "primary-email": "2",
        "address-0-remove": "on",
    }

    client.post(anna, more | typed | second | {"contact-0-value": ""})

    shown = _shown(desk, anna)
    contacts = {c["value"]: c["is_primary"] for c in shown["contacts"]}
    assert contacts == {"anna@example.com": False, "second@example.com": True}
    assert [(a["street"], a["is_active"], a["is_primary"]) for a in shown["addresses"]] == [
        ("Kungsgatan 1", False, False),
        ("Drottninggatan 2", True, True),
    ]


def test_asking_for_another_field_saves_nothing(client: Client, desk: Office, anna: str) -> None:
    form = fields_of(client.get(anna).content.decode())

    page = client.post(anna, form | {"name": "Typed so far", "show": "phone"}).content.decode()

    assert 'value="Typed so far"' in page
    assert _shown(desk, anna)["name"] == "Anna Svensson"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter a name."),
        ({"contact-0-value": "12"}, "This does not look like a phone number in Sweden."),
        ({"contact-1-value": "anna@"}, "Enter an email address"),
        ({"receipt_email": "nonsense"}, "Enter an email address"),
        ({"name": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    client: Client, desk: Office, anna: str, typed: dict[str, str], said: str
) -> None:
    [field] = typed
    form = fields_of(client.get(anna).content.decode())

    answer = client.post(anna, form | typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page.split(f'id="e-{field}"')[1][:600]
    assert f'href="#f-{field}"' in page
    assert _shown(desk, anna)["name"] == "Anna Svensson"


def test_a_change_by_somebody_else_is_told_and_the_text_is_kept(
    client: Client, desk: Office, anna: str
) -> None:
    form = fields_of(client.get(anna).content.decode())
    id = Customer.objects.get(name="Anna Svensson").id
    edit_customer(desk.actor, id, {"name": "Anna Berg"})

    answer = client.post(anna, form | {"name": "Anna Ek"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Anna Ek"' in page
    assert "<dd>Anna Berg" in page
    assert _shown(desk, anna)["name"] == "Anna Berg"


def test_a_new_customer_shows_what_the_store_fills_in_and_gets_it(
    client: Client, desk: Office
) -> None:
    page = client.get("/hq/customers/new/").content.decode()
    form = fields_of(page)
    assert "Inherited: Email" in page

    typed = {"name": "Lisa Ek", "contact-0-value": "0701740620", "address-0-street": "Storgatan 3"}
    answer = client.post("/hq/customers/new/", form | typed, follow=True)
    again = client.post("/hq/customers/new/", form | typed)

    made = Customer.objects.get(name="Lisa Ek")
    assert "Customer saved. Number" in answer.content.decode()
    assert again.headers["Location"] == f"/hq/customers/{made.id}/"
    assert (made.receipt_option, made.inherited["receipt_option"]) == ("email", "default_customer")
    assert made.inherited["customer_group"] == "default_customer"
    assert made.addresses.get().country == "SE"


def test_a_new_customer_that_cannot_be_saved_keeps_what_was_typed(
    client: Client, desk: Office
) -> None:
    form = fields_of(client.get("/hq/customers/new/").content.decode())

    answer = client.post("/hq/customers/new/", form | {"contact-0-value": "12"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a name." in page
    assert 'value="12"' in page
    assert fields_of(page)["id"] == form["id"]


@whole_chain
def test_the_history_says_who_where_and_when(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    client = signed_in(desk)
    till, id = cast.tills[0], new_id()
    with acting_as(till):
        create_customer(cast.associate(till), id, {"name": "From a till"})
    cast.settle()
    edit_customer(desk.actor, id, {"name": "Corrected"})
    cast.settle()

    page = client.get(f"/hq/customers/{id}/").content.decode()

    newest, oldest = page.split('<li class="timeline__event">')[1:3]
    assert "Maria Ek changed name" in newest
    assert "Headquarters" in newest
    assert "From a till" in newest
    assert "Corrected" in newest
    assert "Ada created the customer" in oldest
    assert "Göteborg, register 1-1" in oldest
    assert "Times are in the zone Europe/Stockholm." in page
    # Everything is decided and distributed; what was made here was never uploaded.
    assert [part.count("<dd>–</dd>") for part in (newest, oldest)] == [1, 0]


@whole_chain
def test_a_long_history_has_pages(chain: tuple[Office, Network]) -> None:
    desk, _ = chain
    client, id = signed_in(desk), desk.customer(name="Anna 0")
    for number in range(1, 22):
        edit_customer(desk.actor, id, {"name": f"Anna {number}"})

    first = client.get(f"/hq/customers/{id}/history/").content.decode()
    further = first.partition('class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(further, headers={"HX-Request": "true"}).content.decode()

    assert first.count("timeline__event") == 20
    assert second.count("timeline__event") == 2
    assert "created the customer" in second
    assert "<html" in first
    assert "<html" not in second


def test_an_unknown_customer_is_not_found(client: Client) -> None:
    answer = client.get(f"/hq/customers/{new_id()}/")

    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def test_another_store_changes_what_is_inherited_and_the_country(
    client: Client, desk: Office
) -> None:
    unit = new_id()
    oslo = {"number": "2", "name": "Oslo", "kind": "store", "currency": "NOK", "language": "nb"}
    oslo["time_zone"] = "Europe/Oslo"
    company = str(Store.objects.get().legal_entity)
    configuration.put(
        desk.actor,
        "operating_unit",
        id=unit,
        document={"number": "2", "name": "Oslo", "country": "NO"},
    )
    configuration.put(
        desk.actor,
        "store",
        id=new_id(),
        document=oslo | {"legal_entity": company, "operating_unit": str(unit)},
    )
    form = fields_of(client.get("/hq/customers/new/").content.decode())
    assert form["address-0-country"] == "SE"

    page = client.post(
        "/hq/customers/new/", form | {"store": "2", "name": "Typed", "show": "store"}
    ).content.decode()

    assert fields_of(page)["address-0-country"] == "NO"
    assert 'value="Typed"' in page
    assert "Inherited: Norwegian Bokmål" in page


def test_the_hundredth_address_is_changed_like_the_first(desk: Office, client: Client) -> None:
    places = [{"street": f"Gatan {n}", "city": "Göteborg"} for n in range(100)]
    id = desk.customer(name="Anna Prov", addresses=places)
    form = fields_of(client.get(f"/hq/customers/{id}/").content.decode())

    saved = client.post(f"/hq/customers/{id}/", form | {"address-99-city": "Borås"})

    assert saved.status_code == 302
    customer = queries.find(desk.actor, id)
    assert customer is not None
    assert [one["city"] for one in customer["addresses"]].count("Borås") == 1


def test_a_part_asked_for_anew_leaves_the_message_to_the_next_page(
    client: Client, desk: Office, anna: str
) -> None:
    form = fields_of(client.get(anna).content.decode())
    client.post(anna, form | {"name": "Anna Berg"})

    part = client.post(anna, form | {"show": "name"}, headers={"HX-Request": "true"})

    assert "Changes saved." not in part.content.decode()
    assert "Changes saved." in client.get(anna).content.decode()
