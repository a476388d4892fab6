"""P5 and P6: a new customer, with what the store hands down; saved once, however often it is sent."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from tests.cast import Network
from tests.pos.conftest import DATABASES, Answer, Till, configure_store
from tillbook import configuration
from tillbook.customers.models import Customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def customers(node: str = "default") -> list[str]:
    """Return the names of all customers of a node but the default one."""
    rows = Customer.objects.using(node).exclude(name="Default").order_by("name")
    return list(rows.values_list("name", flat=True))


def test_a_saved_customer_shows_its_number_contacts_and_address(till: Till) -> None:
    page = till.create(
        name="Anna Svensson",
        phone="070-174 06 12",
        email="anna@example.com",
        street="Storgatan 1",
        postal_code="411 06",
        city="Göteborg",
    )

    assert "Customer saved. Number 000 000 " in page.text
    assert "+46 70 174 06 12" in page.text
    assert "anna@example.com" in page.text
    assert "Storgatan 1" in page.text
    assert "GÖTEBORG" in page.text.upper()


@pytest.mark.parametrize("name", ["L" * 200, f"{'A' * 149} {'B' * 50}"])
def test_a_name_as_long_as_the_field_is_saved(till: Till, name: str) -> None:
    assert "Customer saved." in till.create(name=name).text
    assert customers() == [name]


@pytest.mark.rule("AR-011")
def test_what_the_default_customer_hands_down_is_seen_before_saving(
    cast: Network, till: Till
) -> None:
    form = till.get("/customers/new")

    for words in (
        "Inherited from the default customer 000 000 ",
        "Customer type Person",
        "Customer group Retail",
        "Receipt option Email",
        "Affiliations gold",
        "Currency SEK",
        "Language Swedish",
        "Country/region Sweden from the operating unit",
    ):
        assert words in form.text
    assert form.page.value("country") == "SE"


@pytest.mark.rule("AR-011")
def test_a_receipt_email_of_the_default_customer_is_seen_before_saving(
    cast: Network, till: Till
) -> None:
    with acting_as(cast.headquarters):
        edit_customer(
            cast.headquarters.actor(), cast.default_customer, {"receipt_email": "r@example.com"}
        )
    cast.settle()

    assert "Receipt email r@example.com" in till.get("/customers/new").text


@pytest.mark.rule("AR-020")
def test_a_store_without_default_customer_says_so_and_uses_the_company(
    cast: Network, till: Till
) -> None:
    configure_store(cast, default_customer=None)

    form = till.get("/customers/new")

    assert "This store has no default customer. The company's values are used." in form.text
    assert "Customer group Retail" in form.text
    assert "Currency SEK" in form.text
    assert "Retail · SEK" not in till.create(name="Anna").text


def test_a_changed_default_is_seen_at_the_till(cast: Network, till: Till) -> None:
    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(),
            "customer_group",
            id=uuid4(),
            document={"code": "vip", "name": "Important", "financial_dimensions": {}},
        )
        edit_customer(cast.headquarters.actor(), cast.default_customer, {"customer_group": "vip"})
    cast.settle()

    assert "Customer group Important" in till.get("/customers/new").text


@pytest.mark.rule("AR-003")
def test_both_ways_in_open_the_same_form(till: Till) -> None:
    as_dialog = {"HX-Request": "true", "HX-Target": "dialog"}

    tile = till.get("/customers/new", **as_dialog)
    till.search("nobody@example.org")
    results = till.get("/customers/new?from=search", **as_dialog)

    def comparable(answer: Answer) -> str:
        fields = answer.page.fields
        html = answer.html.replace(fields["id"], "ID").replace(
            'value="nobody@example.org"', 'value=""'
        )
        html = html.replace("till nobody@example.org?", "till …?")
        html = html.replace(fields["draft-mark"], "MARK")
        return html.replace(fields["csrfmiddlewaretoken"], "TOKEN")

    assert comparable(tile) == comparable(results)


def test_the_form_is_a_page_of_its_own_too(till: Till) -> None:
    page = till.get("/customers/new").html
    part = till.get("/customers/new", **{"HX-Request": "true", "HX-Target": "dialog"}).html

    assert "<!doctype html>" in page
    assert "<!doctype html>" not in part


def test_another_country_shows_its_own_fields_and_keeps_what_was_typed(till: Till) -> None:
    form = till.new_form(name="王芳", country="CN", city="Shanghai", street="南京路 1")

    page = till.post("/customers/new", form | {"show": "address-0-country"}).page

    assert page.value("district") == ""
    assert page.value("city") == "Shanghai"
    assert page.value("street") == "南京路 1"
    assert customers() == []


def test_without_scripts_the_country_button_saves_nothing(till: Till) -> None:
    form = till.new_form(name="王芳", country="CN")

    page = till.post("/customers/new", form | {"show": "fields"})

    assert page.status == 200
    assert page.page.fields["name"] == "王芳"
    assert page.page.value("district") == ""
    assert customers("till_1") == []


def test_the_same_form_sent_again_goes_to_the_saved_customer(cast: Network, till: Till) -> None:
    form = till.new_form(name="Anna Svensson")

    first = till.post("/customers/new", form)
    again = till.post("/customers/new", form | {"name": "Someone Else"})
    cast.settle()

    assert again.location.partition("?")[0] == first.location.partition("?")[0]
    page = till.get(again.location)
    assert "This form was saved before. Nothing was changed now" in page.text
    assert customers() == customers("till_2") == ["Anna Svensson"]


def test_a_second_save_of_the_form_goes_there_even_when_its_text_is_wrong(till: Till) -> None:
    form = till.new_form(name="Anna Svensson")
    saved = till.post("/customers/new", form).location.partition("?")[0]

    again = till.post("/customers/new", form | {"name": "", "phone": "nonsense"})

    assert again.location.partition("?")[0] == saved


@pytest.mark.pain("Retries and double clicks create copies")
def test_two_saves_of_one_form_at_the_same_moment_make_one_customer(
    cast: Network, till: Till
) -> None:
    form = till.new_form(name="Anna Svensson")
    start, answers = threading.Barrier(4), []

    def save() -> None:
        start.wait(10)
        try:
            answers.append(till.post("/customers/new", form))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    cast.settle()

    assert [answer.status for answer in answers] == [303] * 4
    assert len({answer.location.partition("?")[0] for answer in answers}) == 1
    assert customers() == customers("store") == customers("till_2") == ["Anna Svensson"]


def test_two_forms_are_two_customers(cast: Network, till: Till) -> None:
    first, second = till.new_form(name="Anna"), till.new_form(name="Bea")

    till.post("/customers/new", second)
    till.post("/customers/new", first)
    cast.settle()

    assert customers() == ["Anna", "Bea"]


def test_a_form_without_an_id_is_saved_as_one_customer(cast: Network, till: Till) -> None:
    form = till.new_form(name="Anna") | {"id": "not-an-id"}

    assert till.post("/customers/new", form).status == 303
    assert customers("till_1") == ["Anna"]


def test_saving_with_scripts_leads_on_by_a_header(till: Till) -> None:
    saved = till.post("/customers/new", till.new_form(name="Anna"), **{"HX-Request": "true"})

    assert saved.status == 204
    assert saved.headers["HX-Redirect"].startswith("/customers/")


def test_an_organization_is_kept_as_one(till: Till) -> None:
    page = till.create(name="Bygg & Färg Väst AB", type="organization")

    assert "Organization" in page.text
    assert "Bygg & Färg Väst AB" in page.text
