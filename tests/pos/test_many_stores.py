"""Tills of several stores at one store server: each sees and does what its own store says."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import PIN, Network, open_store
from tests.pos.conftest import DATABASES, Till, hire
from tests.pos.modes import put
from tests.pos.test_door import code_of, enroll
from tests.pos.test_sale import sell
from tillbook import configuration
from tillbook.customers.parameters import parameters_id
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.sales.models import Sale
from tillbook.stores.operations.assign_stores import assign_stores

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


@pytest.fixture
def tills(cast: Network, at: type[Till]) -> dict[str, tuple[UUID, Till]]:
    """Give a till in Göteborg and one in Oslo, both served by the server in Göteborg."""
    headquarters = cast.headquarters
    oslo: dict[str, Any] = {"currency": "NOK", "language": "en", "name": "Oslo"}
    registers = {"1-8": new_id(), "2-8": new_id()}
    with acting_as(headquarters):
        other = open_store(headquarters, "2", giver={"name": "Standard", "language": "nb"}, **oslo)
        for (number, id), store in zip(registers.items(), (cast.store_id, other), strict=True):
            document = {"number": number, "name": number, "store": str(store)}
            configuration.put(headquarters.actor(), "register", id=id, document=document)
        assign_stores(headquarters.actor(), cast.store.id, [other])
    hire(cast, number="900", name="Eva", role="administrator")
    hire(cast, number="300", name="Nils", role="cashier", store=str(other))
    blocked = {"store": str(other), "duplicates": {"email": "block"}}
    put(cast, "commerce_parameters", parameters_id(other), **blocked)
    eva = at(cast.store).speak("en")
    eva.sign_in("900")
    made = {number: (id, at(cast.store)) for number, id in registers.items()}
    for register, till in made.values():
        assert enroll(till, code_of(eva, register)).location == "/sign-in"
        till.speak("en")
    return made


def test_each_till_has_policies_defaults_currency_numbers_and_figures_of_its_own_store(
    cast: Network, tills: dict[str, tuple[UUID, Till]]
) -> None:
    gothenburg, norway = tills["1-8"][1], tills["2-8"][1]
    assert "Nils" not in gothenburg.get("/sign-in").text
    assert gothenburg.sign_in("300", PIN).status == 422
    gothenburg.sign_in()
    norway.sign_in("300")
    assert "SEK 10.00" in sell(gothenburg, item="Coat", price="10").text
    page = sell(norway, item="Coat", price="10").text
    assert "NOK 10.00" in page
    assert "Sale 2-8-00001" in page
    gothenburg.create(name="Anna", email="anna@example.com")
    gothenburg.create(name="Ann")
    for till, counted in ((gothenburg, "2"), (norway, "0")):
        assert f"{counted} customers created" in till.get("/").text
    assert "Anna" not in norway.get("/customers/recent").text
    assert "Anna" not in norway.get("/sync").text
    met = norway.post("/customers/new", norway.new_form(name="Bea", email="anna@example.com"))
    assert "unless a manager approves it" in met.text
    for till, language in ((gothenburg, "Swedish"), (norway, "Norwegian")):
        inherited = till.get("/customers/new").text.partition("What the store fills in")[2]
        assert f"Language {language}" in inherited
    numbers = Sale.objects.using("store").values_list("register", "number", "currency")
    assert set(numbers) == {
        (tills["1-8"][0], 1, "SEK"),
        (tills["2-8"][0], 1, "NOK"),
    }


def test_what_one_store_waits_for_is_not_told_to_the_other(
    tills: dict[str, tuple[UUID, Till]],
) -> None:
    gothenburg, norway = tills["1-8"][1], tills["2-8"][1]
    gothenburg.sign_in("900")
    norway.sign_in("300")
    gothenburg.post("/sync/connection", {"state": "disconnected"})
    gothenburg.create(name="Anna")

    for page in ("/connection", "/", "/sync"):
        assert "Disconnected · 1 pending" in gothenburg.get(page).text
        assert "Disconnected" in norway.get(page).text
        assert "1 pending" not in norway.get(page).text
    assert "Anna" in gothenburg.get("/sync").text
    assert "oldest" not in norway.get("/sync").text
