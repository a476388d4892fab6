"""Addresses at the till: what is preset, what looks unusual, and nothing that was typed is lost."""

from typing import Any

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till
from tests.pos.test_names import stored

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
HOME = {"street": "Storgatan 1", "postal_code": "411 06", "city": "Göteborg"}


def second(**parts: str) -> dict[str, str]:
    """Name the controls of the second address."""
    return {f"address-1-{name}": text for name, text in parts.items()}


def addresses(cast: Network, url: str) -> dict[str, dict[str, Any]]:
    """Return the addresses of a customer by street."""
    return {address["street"]: address for address in stored(cast, url)["addresses"]}


def with_two(till: Till, **more: str) -> str:
    """Create a customer with a home and an office; return its page."""
    form = till.new_form(name="Anna Svensson", phone="070-174 06 12", **HOME)
    asked = till.post("/customers/new", form | {"show": "address"}).page.fields
    office = second(street="Kungsgatan 2", city="Göteborg", purpose="office", **more)
    return till.post("/customers/new", asked | office).location.partition("?")[0]


@pytest.mark.rule("AR-024")
@pytest.mark.rule("AR-026")
def test_two_addresses_with_their_purposes_are_stored_and_shown(cast: Network, till: Till) -> None:
    url = with_two(till)
    cast.settle()

    purposes = {street: one["purpose"] for street, one in addresses(cast, url).items()}
    assert purposes == {"Storgatan 1": "home", "Kungsgatan 2": "office"}
    page = till.get(url).text
    for words in ("2 addresses · Home · Storgatan 1, 411 06 Göteborg", "Office", "Kungsgatan 2"):
        assert words in page


@pytest.mark.rule("AR-026")
def test_the_four_purposes_can_be_chosen(till: Till) -> None:
    html = till.get("/customers/new").html
    choices = html.split('id="f-address-0-purpose"')[1].split("</select>")[0]

    assert [word for word in ("Home", "Office", "Post box", "Business") if word in choices] == [
        "Home",
        "Office",
        "Post box",
        "Business",
    ]


@pytest.mark.rule("AR-025")
@pytest.mark.parametrize(("type", "purpose"), [("person", "home"), ("organization", "business")])
def test_the_purpose_starts_with_the_customers_type(
    cast: Network, till: Till, type: str, purpose: str
) -> None:
    form = till.new_form(name="Vem", type=type, **HOME)
    assert till.post("/customers/new", form | {"show": "type"}).page.value("purpose") == purpose

    # Without scripts nobody asks anew, and the type decides all the same.
    url = till.post("/customers/new", form).location.partition("?")[0]

    assert addresses(cast, url)["Storgatan 1"]["purpose"] == purpose


@pytest.mark.rule("AR-027")
def test_the_country_is_the_operating_units_and_can_be_changed(cast: Network, till: Till) -> None:
    assert till.get("/customers/new").page.value("country") == "SE"
    url = till.create_at(name="Anna", **HOME)
    assert addresses(cast, url)["Storgatan 1"]["country"] == "SE"
    assert "operating_unit" in stored(cast, url)["inherited"].values()

    till.edit(url, country="NO")

    assert addresses(cast, url)["Storgatan 1"]["country"] == "NO"
    assert "NORWAY" in till.get(url).text


@pytest.mark.rule("AR-028")
@pytest.mark.rule("AR-029")
def test_each_address_has_a_name_and_phone_of_its_own(cast: Network, till: Till) -> None:
    form = till.new_form(name="Anna Svensson", phone="070-174 06 12", **HOME)
    shown = till.post("/customers/new", form | {"show": "preview"}).text
    assert "Name Anna Svensson Change : Name on this address" in shown
    assert "Phone 070-174 06 12 Change : Phone for this address" in shown
    url = with_two(till)

    till.post(
        f"{url}/edit",
        till.get(f"{url}/edit").page.fields | second(name="Reception", phone="031-123 45 67"),
    )

    kept = {street: (one["name"], one["phone"]) for street, one in addresses(cast, url).items()}
    assert kept == {
        "Storgatan 1": ("Anna Svensson", "+46701740612"),
        "Kungsgatan 2": ("Reception", "031-123 45 67"),
    }


@pytest.mark.rule("AR-030")
def test_there_is_never_more_than_one_primary_address(cast: Network, till: Till) -> None:
    url = with_two(till)
    assert [one["is_primary"] for one in addresses(cast, url).values()].count(True) == 1

    form = till.get(f"{url}/edit").page.fields
    till.post(f"{url}/edit", form | {"primary-address": "1"})

    primary = {street: one["is_primary"] for street, one in addresses(cast, url).items()}
    assert primary == {"Storgatan 1": False, "Kungsgatan 2": True}


def test_a_removed_address_is_retired_and_can_be_brought_back(cast: Network, till: Till) -> None:
    url = with_two(till)
    form = till.get(f"{url}/edit").page.fields
    till.post(f"{url}/edit", form | {"address-0-remove": "on"})

    retired = {street: one["is_active"] for street, one in addresses(cast, url).items()}
    assert retired == {"Storgatan 1": False, "Kungsgatan 2": True}
    assert "Storgatan 1" not in till.get(url).text
    edit = till.get(f"{url}/edit")
    assert "Retired addresses 1" in edit.text
    assert "Storgatan 1" in edit.text

    restore = next(
        name.removesuffix("-street")
        for name, text in edit.page.fields.items()
        if text == HOME["street"]
    )
    till.post(f"{url}/edit", edit.page.fields | {f"{restore}-restore": "on"})

    assert all(one["is_active"] for one in addresses(cast, url).values())
    assert [one["is_primary"] for one in addresses(cast, url).values()].count(True) == 1


def test_what_looks_unusual_is_said_and_saved_all_the_same(cast: Network, till: Till) -> None:
    form = till.new_form(name="Anna", street="Storgatan 1", postal_code="12")

    shown = till.post("/customers/new", form | {"show": "preview"})

    assert "Postal codes in Sweden look like 114 55." in shown.text
    assert "Usually filled in for addresses in Sweden." in shown.text
    assert 'aria-invalid="true"' not in shown.html
    url = till.post("/customers/new", form).location.partition("?")[0]
    assert addresses(cast, url)["Storgatan 1"]["postal_code"] == "12"


def test_another_country_keeps_all_that_was_typed(cast: Network, till: Till) -> None:
    form = till.new_form(name="Wang Fang", country="CN", street="南京西路 1266 号", city="上海")
    chinese = till.post("/customers/new", form | {"show": "address-0-country"})
    typed = chinese.page.typed(district="静安区", state="上海市", postal_code="200040")

    swedish = till.post("/customers/new", typed | {"address-0-country": "SE", "show": "country"})

    for name in ("street", "city", "district", "state", "postal_code"):
        assert swedish.page.value(name) == typed[f"address-0-{name}"]


def test_the_label_is_shown_as_it_is_written(till: Till) -> None:
    form = till.new_form(name="Anna Svensson", **HOME)

    page = till.post("/customers/new", form | {"show": "preview"}).text

    assert "As it is written Anna Svensson Storgatan 1 411 06 Göteborg" in page
