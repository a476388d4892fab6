"""P3 and P4: finding customers; what was typed never stands in an address."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.cast import Network
from tests.companies import create_in_oslo, open_oslo
from tests.pos.conftest import DATABASES, Till, configure_store, cut
from tests.pos.modes import functionality
from tillbook import configuration
from tillbook.customers.operations.create_customer import create_customer, create_customers
from tillbook.customers.parameters import parameters_id
from tillbook.customers.queries import PAGE, find
from tillbook.customers.rules import account_numbers
from tillbook.exchange import parent_link
from tillbook.exchange.up import upload
from tillbook.features.operations.turn import turn
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_a_customer_is_found_by_name_phone_email_and_number(till: Till) -> None:
    number = till.create(name="Åsa Öberg", phone="070-174 06 12", email="asa@example.com").page
    account = next(word for word in number.text.split() if word.isdigit())

    for words in ("oberg", "asa", "0612", "asa@ex", account):
        assert "Åsa Öberg" in till.search(words).text, words


def test_the_row_shows_and_marks_what_matched(till: Till) -> None:
    till.create(name="Anna Svensson", phone="070-174 06 12")

    found = till.search("0612").html

    assert "<mark>06\N{NO-BREAK SPACE}12</mark>" in found


def test_what_was_typed_stands_in_no_address(till: Till) -> None:
    answer = till.post("/customers/", {"q": "Secretperson"})
    assert answer.location == "/customers/"

    page = till.get(answer.location)
    assert "Secretperson" in page.text
    assert not any("ecretperson" in link for link in page.page.links)


def test_typing_on_puts_one_entry_into_the_history(till: Till) -> None:
    typed = {"HX-Request": "true", "HX-Target": "screen"}

    first = till.post("/customers/", {"q": "an"}, **typed, **{"HX-Current-URL": "http://till/"})
    second = till.post(
        "/customers/", {"q": "ann"}, **typed, **{"HX-Current-URL": "http://till/customers/"}
    )

    assert first.headers["HX-Push-Url"] == "/customers/"
    assert "HX-Push-Url" not in second.headers


@pytest.mark.rule("AR-007")
def test_create_customer_carries_what_was_searched_into_its_field(till: Till) -> None:
    for words, field in (
        ("0701740612", "phone"),
        ("070-174 06 12", "phone"),
        ("anna@example.com", "email"),
        ("Anna Svensson", "name"),
        ("王芳", "name"),
        ("24-timmars AB", "name"),
    ):
        found = till.search(words)
        create = next(link for link in found.page.links if link.startswith("/customers/new?"))
        page = till.get(create).page

        assert page.value(field) == words
        assert [page.value(name) for name in ("name", "phone", "email") if name != field] == [
            "",
            "",
        ]


def test_adding_a_customer_from_the_start_begins_empty(till: Till) -> None:
    till.search("Anna")

    assert till.new_form()["name"] == ""


def test_one_latin_letter_is_too_short_and_one_han_character_is_not(till: Till) -> None:
    till.create(name="王芳")

    assert "Type at least two characters" in till.search("w").text
    assert "王芳" in till.search("王").text


def test_other_stores_are_said_to_be_out_of_reach(cast: Network, till: Till) -> None:
    till.search("Anna")
    assert "No more customers in other stores." in till.get("/customers/others").text

    cut(cast)

    assert "Other stores cannot be searched right now" in till.get("/customers/others").text


@pytest.mark.pain("Search freezes the till once there are many customers")
def test_a_page_of_results_grows_neither_in_rows_nor_in_questions_with_the_customers(
    cast: Network, till: Till
) -> None:
    few, many = (_cost_of_results(cast, till, more) for more in (30, 300))

    assert few == many
    assert many[1] == PAGE
    assert f"Showing the first {PAGE}" in till.get("/customers/").text


def _cost_of_results(cast: Network, till: Till, more: int) -> tuple[int, int, int]:
    """Have more customers of one name; return what a page of them costs: questions, rows, size."""
    with acting_as(cast.tills[0]):
        names = {new_id(): {"name": f"Anna Svensson {at}"} for at in range(more)}
        create_customers(cast.associate(cast.tills[0]), names, store="1")
        till.search("anna")
        with CaptureQueriesContext(connections["till_1"]) as asked:
            html = till.get("/customers/").html
    return len(asked), html.count('class="hit"'), len(html) // 2000


def test_this_store_only_asks_nobody_else(till: Till) -> None:
    till.search("Anna")

    here = till.get(till.get("/customers/?scope=store").location)

    assert "/customers/others" not in here.page.links


def test_what_is_too_short_for_all_stores_says_how_much_is_asked_for(
    cast: Network, till: Till
) -> None:
    with acting_as(cast.headquarters):
        asked = {"store": None, "remote_search_length": 4}
        configuration.put(
            cast.headquarters.actor(), "commerce_parameters", id=parameters_id(), document=asked
        )
    cast.settle()

    for words, is_asked in (("ann", False), ("anna", True), ("王", False), ("王芳", True)):
        found = till.search(words)
        assert ("/customers/others" in found.html) == is_asked, words
        assert ("Type at least 4 characters to search all stores." in found.text) != is_asked


@pytest.mark.rule("AR-133")
@pytest.mark.pain("Results look random")
def test_a_further_contact_that_matched_is_shown_and_marked(cast: Network, till: Till) -> None:
    emails = [{"kind": "email", "value": f"{name}@example.com"} for name in ("anna", "zephyrine")]
    with acting_as(cast.headquarters):
        turn(cast.headquarters.actor(), "multiple_contacts", on=True)
    cast.settle()
    with acting_as(cast.tills[0]):
        actor = cast.associate(cast.tills[0])
        create_customer(actor, new_id(), {"name": "Anna Svensson", "contacts": emails})

    assert "<mark>zephyrin</mark>e@example.com" in till.search("zephyrin").html


@pytest.mark.rule("AR-135")
def test_a_customer_of_another_company_is_listed_without_its_number(
    cast: Network, till: Till
) -> None:
    open_oslo(cast)
    customer = create_in_oslo(cast, name="Anna Svensson")
    with acting_as(cast.headquarters):
        found = find(cast.headquarters.actor(), customer)

    row = till.search("anna svensson").html
    assert "Anna</mark>" in row
    assert "Other company" in row
    assert found is not None
    assert account_numbers.spaced(found["account_number"]) not in row


@pytest.mark.pain("The person exists but the till does not have them")
def test_a_customer_that_only_another_node_holds_opens_for_reading(
    cast: Network, till: Till, at: type[Till]
) -> None:
    neighbour = at(cast.tills[1])
    neighbour.sign_in()
    cut(cast, cast.store)
    url = neighbour.create_at(name="Anna Svensson", phone="070-174 06 12")

    till.search("Anna")
    others = till.get("/customers/others")
    page = till.get(url)

    assert "Anna Svensson" in others.text
    assert "This customer has not arrived on this register yet." in page.text
    assert "Pending sync" in page.text
    assert f"{url}/edit" not in page.page.links
    assert till.get(f"{url}/edit").status == 404


def test_the_welcome_screen_counts_and_lists_what_was_done_here_today(
    cast: Network, till: Till, at: type[Till]
) -> None:
    neighbour = at(cast.tills[1])
    neighbour.sign_in()
    neighbour.create(name="Made At The Neighbour")
    url = till.create_at(name="Made Here")
    till.post(f"{url}/edit", till.get(f"{url}/edit").page.fields | {"name": "Edited Here"})
    cast.settle()

    welcome = till.get("/").text

    assert "1 customer created 1 edited 0 need attention" in welcome
    assert "Edited Here" in welcome
    assert "Made At The Neighbour" not in welcome


def test_a_default_customer_is_no_result_of_the_till_today(cast: Network, till: Till) -> None:
    configure_store(cast, name="Göteborg")

    assert "recent-title" not in till.get("/").html  # beside the tile of that name


@pytest.mark.pain("The person exists but the till does not have them")
def test_who_is_not_found_here_is_explained_step_by_step(cast: Network, till: Till) -> None:
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        create_customer(actor, new_id(), {"name": "Wilhelmina Ek"}, store="1")
    results = till.search("wilhelmina")
    page = till.get("/customers/why")

    assert "/customers/why" in results.html
    assert "Wilhelmina Ek" in page.text
    assert "Is not seen there" in page.text
    assert "The change is not packed yet" in page.text
    till.search("nepomuk")
    assert "Headquarters knows nobody by this." in till.get("/customers/why").text
    cut(cast)
    assert "Headquarters cannot be asked now." in till.get("/customers/why").text


@pytest.mark.rule("AR-140")
def test_an_async_customer_is_found_at_once_at_every_register_of_the_store(
    cast: Network, till: Till, at: type[Till]
) -> None:
    functionality(cast, create_in_async_mode=True)
    cast.settle()
    cut(cast, cast.store)
    other = at(cast.tills[1])
    other.sign_in()

    till.create(name="Anna Svensson", phone="070-174 06 12")
    with acting_as(cast.tills[0]):
        upload.upload_due(parent_link.link())

    assert "Anna Svensson" in till.search("Anna").text
    assert "Pending sync" in till.search("Anna").text
    other.search("Anna")
    found = other.get("/customers/others").text
    assert "Anna Svensson" in found
    assert "Pending sync" in found
