"""Editing at a till: by the queue, in real time, offline, or not at all."""

import re
from uuid import UUID

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Answer, Till, mend, turn_on
from tests.pos.modes import functionality, watch
from tillbook.customers.models import Address, Contact, Customer

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
NUMBER = re.compile(r"000 000 \d{3}")


@pytest.fixture
def anna(cast: Network, till: Till) -> str:
    """Give the address of a customer that headquarters knows."""
    url = till.create_at(name="Anna Svensson")
    cast.settle()
    return url


def edited(till: Till, url: str, **typed: str) -> Answer:
    """Change a customer and open the page that follows."""
    saved = till.edit(url, **typed)
    assert saved.status == 303, saved.text
    return till.get(saved.location)


def at_headquarters(url: str) -> Customer:
    return Customer.objects.using("default").get(id=UUID(url.removeprefix("/customers/")))


def addresses(node: str, url: str) -> list[Address]:
    id = UUID(url.removeprefix("/customers/"))
    return list(Address.objects.using(node).filter(customer=id))


@pytest.mark.rule("AR-103")
def test_with_async_editing_no_call_is_made_and_the_edit_goes_by_the_queue(
    cast: Network, till: Till, anna: str
) -> None:
    asked = watch(cast, till.node)

    page = edited(till, anna, name="Anna Ek")

    assert asked.requests == []
    assert "Anna Ek" in page.text
    assert "It is sent to headquarters automatically." in page.text
    assert at_headquarters(anna).name == "Anna Svensson"
    cast.settle()
    assert at_headquarters(anna).name == "Anna Ek"


@pytest.mark.rule("AR-104")
def test_without_async_editing_an_edit_is_made_in_real_time_also_in_async_creation_mode(
    cast: Network, till: Till, anna: str
) -> None:
    turn_on(cast, "async_editing", on=False)
    functionality(cast, create_in_async_mode=True)
    asked = watch(cast, till.node)

    page = edited(till, anna, name="Anna Ek")

    assert asked.requests == ["send"]
    assert asked.waits[0] > 2
    assert "Changes saved." in page.text
    assert at_headquarters(anna).name == "Anna Ek"


@pytest.mark.rule("AR-105")
def test_without_async_editing_a_customer_without_a_number_is_edited_once_it_has_one(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "async_editing", on=False)
    turn_on(cast, "async_addresses", on=False)
    functionality(cast, create_in_async_mode=True)
    url = till.create_at(name="Anna Svensson")
    reason = "This customer can be edited once headquarters has given it a customer number."

    page, form = till.get(url), till.get(f"{url}/edit")

    assert reason in page.text
    assert f"{url}/edit" not in page.page.links
    assert form.location == url
    cast.settle()
    settled = till.get(url)
    assert reason not in settled.text
    assert f"{url}/edit" in settled.page.links
    assert "Anna Ek" in edited(till, url, name="Anna Ek").text


def test_who_had_the_form_open_meanwhile_keeps_what_was_typed(cast: Network, till: Till) -> None:
    functionality(cast, create_in_async_mode=True)
    url = till.create_at(name="Anna Svensson")
    form = till.get(f"{url}/edit").page.typed(name="Anna Ek")
    turn_on(cast, "async_editing", on=False)
    Customer.objects.using("till_1").filter(name="Anna Svensson").update(account_number="")

    refused = till.post(f"{url}/edit", form)

    assert refused.status == 422
    assert "can be edited once headquarters has given it" in refused.text
    assert refused.page.fields["name"] == "Anna Ek"


@pytest.mark.rule("AR-106")
def test_an_edit_before_conversion_ends_in_one_customer_with_the_new_values(
    cast: Network, till: Till
) -> None:
    functionality(cast, create_in_async_mode=True)
    url = till.create_at(name="Anna Svensson")

    edited(till, url, name="Anna Ek", phone="070-174 06 12")
    cast.settle()

    named = Customer.objects.using("default").exclude(name="Default")
    assert [customer.name for customer in named] == ["Anna Ek"]
    assert NUMBER.search(till.get(url).text)
    phones = Contact.objects.using("default").filter(customer=named[0].id)
    assert [phone.value for phone in phones] == ["+46701740612"]


@pytest.mark.rule("AR-032")
@pytest.mark.parametrize("is_async", [True, False])
def test_a_new_address_is_saved_without_a_call_for_every_customer(
    cast: Network, till: Till, *, is_async: bool
) -> None:
    turn_on(cast, "async_editing", on=False)
    functionality(cast, create_in_async_mode=is_async)
    url = till.create_at(name="Anna Svensson")
    asked = watch(cast, till.node)

    page = edited(till, url, street="Storgatan 1", city="Göteborg", postal_code="411 01")

    assert asked.requests == []
    assert "Storgatan 1" in page.text
    [here] = addresses("till_1", url)
    assert here.created_at
    cast.settle()
    [there] = addresses("default", url)
    assert (there.street, there.created_at) == ("Storgatan 1", here.created_at)


@pytest.mark.rule("AR-033")
def test_an_address_has_its_own_id_before_headquarters_knows_it(
    cast: Network, till: Till, anna: str
) -> None:
    till.node.parent.failed()

    edited(till, anna, street="Storgatan 1")

    [before] = addresses("till_1", anna)
    assert addresses("default", anna) == []
    mend(cast)
    cast.settle()
    assert [one.id for one in addresses("default", anna)] == [before.id]
    assert [one.id for one in addresses("till_2", anna)] == [before.id]


@pytest.mark.rule("AR-034")
def test_an_address_that_exists_is_changed_in_real_time_without_async_editing(
    cast: Network, till: Till, anna: str
) -> None:
    edited(till, anna, street="Storgatan 1")
    cast.settle()
    turn_on(cast, "async_editing", on=False)
    asked = watch(cast, till.node)

    page = edited(till, anna, street="Lillgatan 2")

    assert asked.requests == ["send"]
    assert asked.waits[0] > 2
    assert "Changes saved." in page.text
    assert [one.street for one in addresses("default", anna)] == ["Lillgatan 2"]


def test_while_only_addresses_can_be_added_the_page_and_the_form_say_so(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "async_editing", on=False)
    functionality(cast, create_in_async_mode=True)
    url = till.create_at(name="Anna Svensson")

    page, form = till.get(url), till.get(f"{url}/edit?section=addresses")
    refused = till.post(f"{url}/edit", form.page.typed(name="Anna Ek", street="Storgatan 1"))

    assert f"{url}/edit?section=addresses" in page.page.links
    assert f"{url}/edit?section=contacts" not in page.page.links
    assert "Only addresses can be added now." in form.text
    assert refused.status == 422
    assert refused.page.value("street") == "Storgatan 1"


@pytest.mark.rule("AR-078")
def test_where_the_profile_forbids_it_no_customer_is_edited_offline(
    cast: Network, till: Till, anna: str
) -> None:
    functionality(cast, allow_offline_editing=False)
    form = till.get(f"{anna}/edit").page.typed(name="Anna Ek")
    till.node.parent.failed()
    reason = "This store does not allow editing customers offline."

    page, refused = till.get(anna), till.post(f"{anna}/edit", form)

    assert reason in page.text
    assert f"{anna}/edit" not in page.page.links
    assert refused.status == 422
    assert reason in refused.text
    assert refused.page.fields["name"] == "Anna Ek"
    mend(cast)
    assert till.post(f"{anna}/edit", refused.page.fields).status == 303


@pytest.mark.rule("AR-079")
def test_where_the_profile_allows_it_an_edit_offline_is_queued_and_shown_at_once(
    cast: Network, till: Till, anna: str
) -> None:
    turn_on(cast, "async_editing", on=False)
    till.node.parent.failed()

    page = edited(till, anna, name="Anna Ek")

    assert "Anna Ek" in page.text
    assert "Anna Ek" in till.search("Ek").text
    mend(cast)
    cast.settle()
    assert at_headquarters(anna).name == "Anna Ek"


def test_an_edit_that_needs_headquarters_says_so_while_only_the_store_answers(
    cast: Network, till: Till, anna: str
) -> None:
    turn_on(cast, "async_editing", on=False)
    functionality(cast, allow_offline_editing=False)
    form = till.get(f"{anna}/edit").page.typed(name="Anna Ek")
    till.node.parent.reaches_root = False

    refused = till.post(f"{anna}/edit", form)

    assert refused.status == 422
    assert "This change needs headquarters, which cannot be reached now." in refused.text
    assert refused.page.fields["name"] == "Anna Ek"


@pytest.mark.rule("AR-109")
def test_a_locked_field_says_why_and_opens_once_headquarters_has_answered(
    cast: Network, till: Till, anna: str
) -> None:
    turn_on(cast, "field_locking")
    edited(till, anna, name="Anna Ek")

    refused = till.edit(anna, type="organization")
    edited(till, anna, name="Anna Ek-Svensson")

    assert refused.status == 422
    assert "Locked while the customer is being synchronized." in refused.text
    cast.settle()
    edited(till, anna, type="organization")
    cast.settle()
    assert at_headquarters(anna).type == "organization"
    assert at_headquarters(anna).name == "Anna Ek-Svensson"
