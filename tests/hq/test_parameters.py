"""Commerce parameters: what is chosen here is what tills ask for and how they search."""

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.models import CommerceParameters
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.parameters import parameters_id, parameters_of
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.screens import search_words

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/hq/parameters/"


def save(client: Client, url: str, **typed: str) -> str:
    """Type into a tab and save; return the page that follows."""
    fields = fields_of(client.get(url).content.decode()) | typed
    return client.post(url, fields, follow=True).content.decode()


def _places(page: str) -> list[str]:
    rows = [name for name in fields_of(page) if name.startswith("row-")]
    return [name.removeprefix("row-") for name in rows]


def _hint(language: str) -> str:
    with translation.override(language):
        return search_words.hint(parameters_of(None).search_criteria)


@pytest.mark.rule("AR-138")
@whole_chain
def test_tills_name_what_is_searched_in_the_chosen_order_and_words(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    assert _hint("sv") == "Namn, telefon, e-post, kort eller nummer"

    client, url = signed_in(desk), f"{PAGE}search/"
    page = client.get(url).content.decode()
    at = _places(page).index("card")
    words = {"word-card-sv": "medlemskort", "shown-address": "on"}
    for place in range(at, 0, -1):
        page = client.post(url, fields_of(page) | words | {"do": f"up-{place}"}).content.decode()
        assert "Moved. Nothing is saved yet." in page
    assert _places(page)[0] == "card"
    assert _hint("sv") == "Namn, telefon, e-post, kort eller nummer"
    told = client.post(url, fields_of(page), follow=True).content.decode()
    cast.settle()

    assert "Saved." in told
    with acting_as(cast.tills[0]):
        assert _hint("sv") == "Medlemskort, namn, telefon, e-post, nummer eller adress"
        assert _hint("en") == "Card, name, phone, email, number, or address"


def test_the_search_field_names_at_least_one_thing(client: Client, desk: Office) -> None:
    fields = fields_of(client.get(f"{PAGE}search/").content.decode())
    none = {name: text for name, text in fields.items() if not name.startswith("shown-")}

    refused = client.post(f"{PAGE}search/", none)

    assert refused.status_code == 422
    assert "Let the search field name at least one of these." in refused.content.decode()


@pytest.mark.rule("AR-057")
@whole_chain
def test_what_is_required_is_asked_for_at_tills_and_may_come_later_from_headquarters(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    save(client, f"{PAGE}required/", **{"required-person": "contact"})
    cast.settle()
    till, nameless = cast.tills[0], {"name": "Anna"}

    with acting_as(till):
        ada = cast.associate(till)
        with pytest.raises(InvalidCustomer) as refused:
            create_customer(ada, new_id(), nameless)
        assert [one.code for one in refused.value.problems] == ["contact.required"]
        create_customer(ada, new_id(), {"name": "Firma", "type": "organization"})
        reached = new_id()
        email = {"kind": "email", "value": "a@example.com"}
        create_customer(ada, reached, nameless | {"contacts": [email]})
        with pytest.raises(InvalidCustomer):
            edit_customer(ada, reached, {"contacts": []})
    from_office = desk.customer(name="Berta")
    cast.settle()
    with acting_as(till):
        assert edit_customer(cast.associate(till), from_office, {"note": "Tall"})

    save(client, f"{PAGE}required/?store=1", follows="own")
    cast.settle()

    with acting_as(till):
        create_customer(cast.associate(till), new_id(), nameless)


def test_a_stale_tab_is_told_and_keeps_what_was_typed(client: Client, desk: Office) -> None:
    url = f"{PAGE}retention/"
    fields = fields_of(client.get(url).content.decode())
    id, theirs = parameters_id(), {"store": None, "retention": {"operations": 12}}
    configuration.put(desk.actor, "commerce_parameters", id=id, document=theirs)

    told = client.post(url, fields | {"inactive_customers": "36"})
    page = told.content.decode()

    assert told.status_code == 409
    assert 'value="36"' in page
    assert "Contents of operations: Months" in page
    again = client.post(url, fields_of(page) | {"operations": "12"}, follow=True)
    assert "Saved." in again.content.decode()
    kept = {"operations": 12, "inactive_customers": 36}
    assert CommerceParameters.objects.get().retention == kept


def test_a_period_that_is_none_is_told_with_its_bounds(client: Client, desk: Office) -> None:
    url = f"{PAGE}retention/"
    fields = fields_of(client.get(url).content.decode())

    refused = client.post(url, fields | {"operations": "soon"})

    assert refused.status_code == 422
    assert "Enter a whole number from 1 to 600." in refused.content.decode()
    assert 'value="soon"' in refused.content.decode()


def test_companies_say_what_becomes_of_customers_who_may_exist(
    client: Client, desk: Office
) -> None:
    page = client.get(f"{PAGE}existing/").content.decode()

    assert "Create the customer" in page
    assert "/hq/setup/stores/legalentity/" in page
