"""Contacts at the till: one phone and one email, or many where that is on; consent for each."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, turn_on
from tests.pos.page import Page
from tests.pos.test_names import stored
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
ANNA = {"name": "Anna Svensson", "phone": "070-174 06 12", "email": "anna@example.com"}


def kinds(page: Page) -> list[str]:
    """Return the kinds of the contacts that a form asks for."""
    return [text for name, text in page.fields.items() if name.endswith("-kind")]


def contacts(cast: Network, url: str) -> dict[str, dict[str, Any]]:
    """Return the contacts of a customer by value."""
    return {contact["value"]: contact for contact in stored(cast, url)["contacts"]}


@pytest.mark.rule("AR-036")
def test_only_one_phone_and_one_email_are_asked_for_while_the_switch_is_off(till: Till) -> None:
    form = till.get("/customers/new")

    assert kinds(form.page) == ["phone", "email"]
    assert "Add phone" not in form.text
    assert "Add email" not in form.text
    assert kinds(till.post("/customers/new", form.page.fields | {"show": "phone"}).page) == [
        "phone",
        "email",
    ]


@pytest.mark.rule("AR-037")
def test_several_phones_and_emails_are_entered_where_the_switch_is_on(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    more = till.post("/customers/new", till.new_form(**ANNA) | {"show": "phone"})
    more = till.post("/customers/new", more.page.fields | {"show": "email"})
    assert kinds(more.page) == ["phone", "phone", "email", "email"]

    typed = {
        "contact-1-value": "031-390 06 99",
        "contact-1-label": "Work",
        "contact-3-value": "work@example.com",
        "primary-email": "3",
    }
    url = till.post("/customers/new", more.page.fields | typed).location.partition("?")[0]

    primary = {value: one["is_primary"] for value, one in contacts(cast, url).items()}
    assert primary == {
        "+46701740612": True,
        "+46313900699": False,
        "anna@example.com": False,
        "work@example.com": True,
    }
    assert "Work" in till.get(url).text


def test_secondary_contacts_stay_as_they_are_when_the_switch_is_off_again(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    more = till.post("/customers/new", till.new_form(**ANNA) | {"show": "phone"})
    second = {"contact-1-value": "031-390 06 99"}
    url = till.post("/customers/new", more.page.fields | second).location.partition("?")[0]
    cast.settle()
    turn_on(cast, "multiple_contacts", on=False)

    edit = till.get(f"{url}/edit")
    assert kinds(edit.page) == ["phone", "email"]
    assert "031-390 06 99" in edit.text
    saved = till.post(f"{url}/edit", edit.page.typed(email="new@example.com"))

    assert saved.status == 303, saved.text
    assert sorted(contacts(cast, url)) == ["+46313900699", "+46701740612", "new@example.com"]


@pytest.mark.rule("AR-038")
def test_consent_is_that_of_one_contact_alone(cast: Network, till: Till) -> None:
    turn_on(cast, "multiple_contacts")
    form = till.new_form(**ANNA)
    assert form["contact-0-marketing"] == form["contact-1-marketing"] == "not_asked"
    more = till.post("/customers/new", form | {"show": "email"}).page.fields
    typed = {"contact-2-value": "work@example.com", "contact-2-marketing": "yes"}

    url = till.post("/customers/new", more | typed).location.partition("?")[0]

    answers = {value: one["marketing"] for value, one in contacts(cast, url).items()}
    assert answers == {
        "+46701740612": "not_asked",
        "anna@example.com": "not_asked",
        "work@example.com": "yes",
    }
    page = till.get(url).text
    assert page.count("Marketing: Yes") == 1
    assert page.count("Marketing: Not asked") == 2
    assert "Ada · spoken" in page


@pytest.mark.rule("AR-044")
def test_a_replaced_email_takes_no_consent_along(cast: Network, till: Till) -> None:
    form = till.new_form(**ANNA) | {"contact-1-marketing": "yes"}
    url = till.post("/customers/new", form).location.partition("?")[0]
    assert contacts(cast, url)["anna@example.com"]["marketing"] == "yes"

    till.edit(url, email="other@example.com")

    answers = {value: one["marketing"] for value, one in contacts(cast, url).items()}
    assert answers == {"+46701740612": "not_asked", "other@example.com": "not_asked"}


def test_the_words_to_read_aloud_hold_the_number_in_the_customers_language(till: Till) -> None:
    page = till.post("/customers/new", till.new_form(**ANNA) | {"show": "reading"})

    assert "+46 70 174 06 12, Sweden" in page.text
    assert "Read aloud in Swedish" in page.text
    assert "skicka erbjudanden och nyheter till +46 70 174 06 12?" in page.text


def test_a_number_that_cannot_be_read_is_kept_as_typed_when_that_is_wanted(
    cast: Network, till: Till
) -> None:
    refused = till.post("/customers/new", till.new_form(**ANNA | {"phone": "ring växeln"}))
    assert refused.status == 422
    assert "Keep this number as it is typed." in refused.text

    saved = till.post("/customers/new", refused.page.fields | {"contact-0-as_typed": "on"})

    assert "ring växeln" in contacts(cast, saved.location.partition("?")[0])


def test_a_number_that_is_there_twice_is_not_offered_to_be_kept_as_typed(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    shown = till.post("/customers/new", till.new_form(**ANNA) | {"show": "phone"})

    refused = till.post("/customers/new", shown.page.fields | {"contact-1-value": ANNA["phone"]})

    assert "This is entered twice." in refused.text
    assert "Keep this number as it is typed." not in refused.text


def test_somebody_elses_contact_is_kept_when_an_edit_is_sent_again(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    url = till.create_at(**ANNA)
    mine = till.get(f"{url}/edit").page.typed(name="Anna Ek")
    with acting_as(cast.tills[0]):
        customer = stored(cast, url)
        added = {"kind": "email", "value": "work@example.com"}
        edit_customer(
            cast.associate(cast.tills[0]),
            UUID(customer["id"]),
            {"contacts": [*customer["contacts"], added]},
        )

    stale = till.post(f"{url}/edit", mine)
    assert stale.status == 409
    assert "work@example.com" in stale.text
    assert till.post(f"{url}/edit", stale.page.fields).status == 303

    assert "work@example.com" in contacts(cast, url)
    assert stored(cast, url)["name"] == "Anna Ek"
