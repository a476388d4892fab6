"""Tills of several stores at one store server: each sees and does what its own store says."""

from typing import Any

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

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_each_till_has_policies_defaults_currency_layout_numbers_and_figures_of_its_own_store(
    cast: Network, at: type[Till]
) -> None:
    headquarters = cast.headquarters
    oslo: dict[str, Any] = {"currency": "NOK", "language": "en", "name": "Oslo"}
    with acting_as(headquarters):
        other = open_store(headquarters, "2", giver={"name": "Standard", "language": "nb"}, **oslo)
        boss: dict[str, Any] = {"number": "900", "name": "Eva", "role": "administrator"}
        registers = {}
        for number, store in (("1-8", cast.store_id), ("2-8", other)):
            registers[number] = new_id()
            document = {"number": number, "name": number, "store": str(store)}
            configuration.put(
                headquarters.actor(), "register", id=registers[number], document=document
            )
    hire(cast, **boss)
    hire(cast, number="300", name="Nils", role="cashier", store=str(other))
    profile = new_id()
    put(cast, "functionality_profile", profile, number="n", name="N", lock_after_minutes=0)
    put(cast, "store", other, functionality_profile=str(profile))
    blocked = {"store": str(other), "duplicates": {"email": "block"}}
    put(cast, "commerce_parameters", parameters_id(other), **blocked)
    eva = at(cast.store).speak("en")
    eva.sign_in("900")

    tills = {}
    for number, register in registers.items():
        tills[number] = at(cast.store)
        assert enroll(tills[number], code_of(eva, register)).location == "/sign-in"
    gothenburg, norway = tills["1-8"].speak("en"), tills["2-8"].speak("en")

    assert "Nils" not in gothenburg.get("/sign-in").text
    assert gothenburg.sign_in("300", PIN).status == 422
    gothenburg.sign_in()
    norway.sign_in("300")
    assert "SEK10.00" in sell(gothenburg, item="Coat", price="10").text
    page = sell(norway, item="Coat", price="10").text
    assert "NOK10.00" in page
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
        (registers["1-8"], 1, "SEK"),
        (registers["2-8"], 1, "NOK"),
    }
