"""What is typed and not saved: kept at the node while typing; what a form asks for beforehand."""

from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import create
from tests.pos.conftest import DATABASES, Till
from tests.pos.modes import put
from tillbook.customers.models import Customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.customers.parameters import parameters_id
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
PHONE = "070-174 06 12"


def test_nothing_typed_is_lost_by_a_reload_and_starting_over_forgets_it(till: Till) -> None:
    form = till.new_form(name="Anna", phone=PHONE)

    assert till.post("/customers/new", form | {"show": "draft"}).status == 204
    till.get("/customers/new")
    back = till.get("/customers/new")  # as often as it is opened
    assert back.page.fields["name"] == "Anna"
    assert "What you typed at" in back.text
    assert back.page.value("id") == form["id"]
    again = till.post("/customers/new", back.page.fields | {"show": "afresh"}).page

    assert (again.fields["name"], again.value("phone")) == ("", "")
    assert till.get("/customers/new").page.fields["name"] == ""


def test_two_tabs_that_go_on_with_one_draft_overwrite_neither_text_nor_customer(till: Till) -> None:
    first = till.new_form(name="Anna")
    till.post("/customers/new", first | {"show": "draft"})
    second = till.get("/customers/new").page.typed(name="Bea")  # another tab, or a reload

    till.post("/customers/new", second | {"show": "draft"})
    till.post("/customers/new", first | {"name": "Anna Ek", "show": "draft"})  # it was another tab

    newest = till.get("/customers/new")
    assert newest.page.fields["name"] == "Anna Ek"
    assert "Another form is not finished: Bea" in newest.text
    [link] = [url for url in newest.page.links if "?draft=" in url]
    assert till.get(link).page.fields["name"] == "Bea"
    for tab in (second, first | {"name": "Anna Ek"}):
        assert till.post("/customers/new", tab).status == 303
    names = Customer.objects.using("till_1").exclude(name="").values_list("name", flat=True)
    assert {"Anna Ek", "Bea"} <= set(names)
    assert till.get("/customers/new").page.fields["name"] == ""


def test_a_tab_that_was_typed_in_since_is_left_alone_by_one_that_began_with_its_draft(
    till: Till,
) -> None:
    first = till.new_form(name="Anna")
    till.post("/customers/new", first | {"show": "draft"})
    second = till.get("/customers/new").page.typed(name="Bea")
    till.post("/customers/new", first | {"name": "Anna Ek", "show": "draft"})

    till.post("/customers/new", second | {"show": "draft"})

    assert "Another form is not finished: Anna Ek" in till.get("/customers/new").text
    for tab in (first | {"name": "Anna Ek"}, second):
        assert till.post("/customers/new", tab).location.endswith("?saved=new")


def test_a_draft_ends_with_the_save_and_with_signing_out(till: Till) -> None:
    form = till.new_form(name="Anna") | {"show": "draft"}
    till.post("/customers/new", form)
    saved = {name: text for name, text in form.items() if name != "show"}
    assert till.post("/customers/new", saved).status == 303
    till.post("/customers/new", form)  # what was still under way
    assert till.get("/customers/new").page.fields["name"] == ""

    till.post("/customers/new", till.new_form(name="Bea") | {"show": "draft"})
    till.post("/sign-out", {})
    till.sign_in()

    assert till.get("/customers/new").page.fields["name"] == ""


def test_a_draft_of_an_edit_remembers_which_version_was_seen(cast: Network, till: Till) -> None:
    url = till.create_at(name="Anna", phone=PHONE)
    form = till.get(f"{url}/edit").page.typed(name="Anna Ek")
    till.post(f"{url}/edit", form | {"show": "draft"})
    with acting_as(cast.tills[0]):
        edit_customer(cast.associate(cast.tills[0]), UUID(url.split("/")[2]), {"name": "Anna Alm"})

    back = till.get(f"{url}/edit").page
    refused = till.post(f"{url}/edit", back.fields)

    assert back.fields["name"] == "Anna Ek"
    assert refused.status == 409
    assert "This customer changed while you were editing." in refused.text


def test_the_form_says_beforehand_what_a_store_requires(cast: Network, till: Till) -> None:
    said = {"person": ["contact", "address"], "organization": ["email"]}
    put(cast, "commerce_parameters", parameters_id(), store=None, required_fields=said)

    person = till.get("/customers/new").text
    form = till.new_form(type="organization")
    organization = till.post("/customers/new", form | {"show": "type"}).text

    assert "At least one of phone and email is needed here." in person
    assert "An address is needed here." in person
    assert "Full name required" in person
    assert "Email required" in organization
    assert "At least one of" not in organization


def test_a_customer_that_was_merged_or_removed_while_open_gets_its_own_screen(
    cast: Network, till: Till
) -> None:
    url, winner = till.create_at(name="Anna"), till.create_at(name="Anna Ek")
    form = till.get(f"{url}/edit").page.typed(name="Anna Alm")
    here = Customer.objects.using("till_1").filter(id=url.split("/")[2])

    here.update(merged_into=winner.split("/")[2])
    merged = till.post(f"{url}/edit", form)
    here.delete()
    removed = till.post(f"{url}/edit", form)

    assert (merged.status, removed.status) == (409, 409)
    assert "Anna is part of another customer by now." in merged.text
    assert winner in merged.page.links
    assert "This customer is no longer here" in removed.text


def test_rows_of_other_stores_show_only_the_end_of_what_reaches_them(
    cast: Network, till: Till
) -> None:
    contacts = [{"kind": "phone", "value": PHONE}, {"kind": "email", "value": "eva@example.com"}]
    create(cast, cast.headquarters, {"name": "Eva Ek", "contacts": contacts})
    till.search("0701740612")

    by_phone = till.get("/customers/others").text
    till.search("eva@example.com")
    by_email = till.get("/customers/others").text

    assert "•••• 0612" in by_phone
    assert "e•••@example.com" in by_email
    assert "eva@" not in by_email


def test_the_customers_of_today_are_offered_before_anything_is_typed(till: Till) -> None:
    till.create(name="Anna Svensson")

    assert "Anna Svensson" in till.search("").text
    assert "Anna Svensson" in till.get("/customers/recent").text
    assert "Anna Svensson" not in till.get("/customers/recent?state=attention").text
