"""The customer's page and its form in sections: key facts when folded, the asked one opened."""

import re

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, cut
from tests.pos.test_names import stored

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
SECTIONS = "name contacts addresses group receipts identifiers terms note".split()


def opened(html: str) -> list[str]:
    """Return the sections of a form that are open."""
    return re.findall(r'id="section-(\w+)" open', html)


def test_every_section_of_the_page_leads_to_itself_in_the_form(till: Till) -> None:
    url = till.create_at(name="Anna Svensson", phone="070-174 06 12")
    links = till.get(url).page.links

    for section in SECTIONS:
        address = f"{url}/edit?section={section}"
        assert address in links
        assert opened(till.get(address).html) == [section]


def test_a_folded_section_says_its_key_facts(till: Till) -> None:
    url = till.create_at(
        name="Anna Svensson",
        phone="070-174 06 12",
        street="Storgatan 1",
        postal_code="411 06",
        city="Göteborg",
        price_group="VIP",
        note="Prefers text messages",
    )

    for answer in (till.get(url), till.get(f"{url}/edit?section=name")):
        for words in (
            "1 contact · +46 70 174 06 12",
            "1 address · Home · Storgatan 1, 411 06 Göteborg",
            "Retail · gold",
            "Email · Swedish · SEK",
            "Price group VIP",
            "Prefers text messages",
        ):
            assert words in answer.text


def test_a_fault_opens_its_section(till: Till) -> None:
    form = till.new_form(name="Anna", credit_limit="a lot")

    answer = till.post("/customers/new", form)

    assert answer.status == 422
    assert "Enter an amount, for example 1000.50." in answer.text
    assert opened(answer.html) == ["terms"]
    assert answer.page.fields["credit_limit"] == "a lot"


def test_the_rest_of_the_record_is_entered_and_shown(cast: Network, till: Till) -> None:
    url = till.create_at(
        **{
            "name": "Anna Svensson",
            "known_as": "Anki",
            "credit_limit": "1 000,50",
            "blocked": "invoices",
            "on_account_allowed": "on",
            "identifier-0-value": "880320-0016",
            "note": "Two\nlines",
        }
    )

    customer = stored(cast, url)
    assert (customer["known_as"], customer["credit_limit"]) == ("Anki", "1000.50")
    assert (customer["blocked"], customer["on_account_allowed"]) == ("invoices", True)
    assert [one["scheme"] for one in customer["identifiers"]] == ["se.personnummer"]
    assert customer["note"] == "Two\nlines"
    page = till.get(url).text
    for words in ("Anki", "For invoices", "May buy on account Yes", "Personnummer 880320-0016"):
        assert words in page


def test_a_wrong_check_digit_is_told_at_its_number(till: Till) -> None:
    form = till.new_form(name="Anna") | {"identifier-0-value": "880320-0018"}

    answer = till.post("/customers/new", form)

    assert "The check digit does not fit. Check the digits." in answer.text
    assert 'id="e-identifier-0-value"' in answer.html


@pytest.mark.rule("AR-023")
def test_a_chosen_value_wins_and_the_record_tells_what_was_inherited(
    cast: Network, till: Till
) -> None:
    url = till.create_at(name="Anna", receipt_option="both")

    customer = stored(cast, url)
    assert customer["receipt_option"] == "both"
    assert "receipt_option" not in customer["inherited"]
    assert customer["inherited"]["currency"] == "default_customer"
    assert customer["inherited"]["affiliations"] == "default_customer"


@pytest.mark.rule("AR-010")
def test_a_connection_lost_while_typing_loses_nothing(cast: Network, till: Till) -> None:
    form = till.new_form(name="Anna Svensson", phone="070-174 06 12", note="Typed before")
    cut(cast)

    asked_again = till.post("/customers/new", form | {"show": "address"})
    saved = till.post("/customers/new", asked_again.page.fields)

    page = till.get(saved.location)
    assert "Pending sync" in page.text
    for words in ("Anna Svensson", "+46 70 174 06 12", "Typed before"):
        assert words in page.text
