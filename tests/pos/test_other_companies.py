"""A customer of another company: asked about first, then one customer here, once and for all."""

import pytest

from tests.cast import Network
from tests.companies import create_in_oslo, open_oslo
from tests.pos.conftest import DATABASES, Till, configure_store, cut, mend
from tillbook import configuration
from tillbook.customers.models import ConsentEntry, Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.parameters import parameters_id
from tillbook.customers.queries import find
from tillbook.customers.rules import account_numbers
from tillbook.exchange.core.units import Document
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.sales.queries import open_sale

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]

ANNA: dict[str, object] = {
    "first_name": "Anna Maria",
    "last_name": "Svensson",
    "note": "pays late",
    "contacts": [
        {"kind": "email", "value": "anna@example.com", "marketing": "yes"},
        {"kind": "phone", "value": "+46701740612"},
    ],
    "addresses": [{"purpose": "home", "country": "NO", "street": "Storgata 1", "city": "Oslo"}],
}


@pytest.fixture
def url(cast: Network) -> str:
    """Give the address of somebody who is a customer in Oslo only, as every till knows them."""
    open_oslo(cast)
    with acting_as(cast.headquarters):
        book = {"code": "goteborg", "name": "Göteborg"}
        configuration.put(cast.headquarters.actor(), "address_book", id=new_id(), document=book)
    configure_store(cast, address_book="goteborg")
    return f"/customers/{create_in_oslo(cast, **ANNA)}"


def _customers(node: ThisNode) -> list[Document]:
    with acting_as(node):
        rows = Customer.objects.filter(name="Anna Maria Svensson").order_by("legal_entity")
        found = [find(node.actor(), id) for id in rows.values_list("id", flat=True)]
        return [one for one in found if one is not None]


@pytest.mark.rule("AR-136")
def test_opening_asks_first_and_on_yes_creates_one_customer_here_without_consents(
    cast: Network, till: Till, url: str
) -> None:
    asked = till.get(url)

    assert asked.status == 200
    assert "Create in Company" in asked.text
    assert "customer of Oslo AS" in asked.text
    assert "anna@example.com" not in asked.html, "what reaches another company's customer is masked"
    assert len(_customers(cast.headquarters)) == 1, "looking creates nobody"
    assert {till.get(f"{url}/{paper}").status for paper in ("sheet", "consents", "history")} == {
        404
    }

    made = [till.post(f"{url}/company", {}).location.partition("?")[0] for _ in range(2)]
    cast.settle()

    theirs, ours = _customers(cast.headquarters)
    assert made == [f"/customers/{ours['id']}"] * 2, "two clicks, one customer"
    assert (theirs["legal_entity"], ours["legal_entity"]) == ("no", "se")
    assert ours["party"] == theirs["party"] == theirs["id"]
    assert ours["account_number"] not in ("", theirs["account_number"])
    assert (ours["store"], ours["address_books"]) == ("1", ["goteborg"])
    assert (ours["first_name"], ours["last_name"]) == ("Anna Maria", "Svensson")
    assert [one["value"] for one in ours["contacts"]] == ["anna@example.com", "+46701740612"]
    assert ours["addresses"][0]["street"] == "Storgata 1"
    assert (ours["note"], ours["customer_group"]) == ("", "retail"), "theirs stays theirs"
    assert [one["marketing"] for one in theirs["contacts"]] == ["yes", "not_asked"]
    assert {one["marketing"] for one in ours["contacts"]} == {"not_asked"}, "ask again here"
    with acting_as(cast.headquarters):
        assert {str(one.customer) for one in ConsentEntry.objects.all()} == {theirs["id"]}
    assert till.get(url).location == made[0], "from now on, opening leads to the own customer"
    assert account_numbers.spaced(ours["account_number"]) in till.get(made[0]).html


@pytest.mark.rule("AR-136")
def test_two_registers_that_are_cut_off_create_the_same_customer(
    cast: Network, till: Till, at: type[Till], url: str
) -> None:
    neighbour = at(cast.tills[1])
    neighbour.sign_in()
    cut(cast, *cast.tills)
    made = [
        one.post(f"{url}/company", {}).location.partition("?")[0] for one in (till, till, neighbour)
    ]
    assert len(set(made)) == 1
    assert "Pending sync" in till.get(made[0]).text
    neighbour.edit(made[0], known_as="Anni")
    mend(cast)
    cast.settle()

    for node in (cast.headquarters, *cast.tills):
        [ours, theirs] = sorted(_customers(node), key=lambda one: one["id"] not in made[0])
        assert ours["known_as"] == "Anni"
        assert len(ours["contacts"]) == len(theirs["contacts"]) == 2
        assert ours["account_number"] != theirs["account_number"] != ""


@pytest.mark.rule("AR-136")
def test_where_commerce_parameters_say_so_opening_creates_unasked(
    cast: Network, till: Till, url: str
) -> None:
    with acting_as(cast.headquarters):
        document = {"store": None, "copies_unasked": True}
        configuration.put(
            cast.headquarters.actor(), "commerce_parameters", id=parameters_id(), document=document
        )
    cast.settle()

    made = {till.get(url).location.partition("?")[0] for _ in range(2)}
    cast.settle()

    theirs, ours = _customers(cast.headquarters)
    assert made == {f"/customers/{ours['id']}"}
    assert theirs["legal_entity"] == "no"


def test_a_sale_gets_the_customer_of_this_company(cast: Network, till: Till, url: str) -> None:
    id = url.rpartition("/")[2]
    asked = till.get(till.post("/sale/customer", {"customer": id}).location)
    assert "Create in Company" in asked.text

    assert till.post(f"{url}/company", asked.page.typed()).location == "/sale/"

    with acting_as(cast.tills[0]):
        sale = open_sale(cast.associate(cast.tills[0]))
    _theirs, ours = _customers(cast.tills[0])
    assert sale is not None
    assert (str(sale.customer), ours["legal_entity"]) == (ours["id"], "se")
    assert till.get(f"{url}/edit").location == url, "nor is theirs edited here"


def test_who_is_here_with_the_same_phone_is_offered_and_a_strict_store_creates_nobody(
    cast: Network, till: Till, url: str
) -> None:
    met = till.post("/customers/new", till.new_form(name="Anna Svenson", phone="070-174 06 12"))
    assert (met.status, "Other company" in met.text) == (409, True), "their number says nothing"
    own = new_id()
    with acting_as(cast.tills[0]):
        phone = {"kind": "phone", "value": "070-174 06 12"}
        entered = {"name": "Anna-Maria Svenson", "contacts": [phone]}
        create_customer(cast.associate(cast.tills[0]), own, entered)
    assert f"/customers/{own}" in till.get(url).page.links

    with acting_as(cast.headquarters):
        strict = {"store": None, "duplicates": {"phone": "block"}}
        configuration.put(
            cast.headquarters.actor(), "commerce_parameters", id=parameters_id(), document=strict
        )
    cast.settle()
    refused = till.post(f"{url}/company", {})

    assert refused.status == 422
    assert "this store creates nobody twice" in refused.text
    assert len(_customers(cast.headquarters)) == 1
