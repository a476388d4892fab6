"""Creating at a till: in real time, asynchronously, offline, or not at all."""

import dataclasses
import re

import msgspec
import pytest

from tests.cast import Network, open_store
from tests.in_memory_link import Fault
from tests.pos.conftest import DATABASES, Till, cut, hire, mend, turn_on
from tests.pos.modes import functionality, put, watch
from tillbook.customers.models import Contact, Customer, CustomerAffiliation
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.stores.models import Store

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
NUMBER = re.compile(r"000 000 \d{3}")


def customers(node: str) -> list[Customer]:
    return list(Customer.objects.using(node).exclude(name="Default"))


@pytest.mark.rule("AR-060")
def test_a_new_chain_creates_in_real_time(cast: Network, till: Till) -> None:
    asked = watch(cast, till.node)

    page = till.create(name="Anna Svensson")

    assert asked.requests == ["send"]
    assert 2 < asked.waits[0] <= 2.5
    assert NUMBER.search(page.text)
    assert "Pending sync" not in page.text
    assert [made.origin for made in customers("default")] == ["sync"]


@pytest.mark.rule("AR-062")
def test_in_async_mode_the_parent_is_not_asked_anything(cast: Network, till: Till) -> None:
    functionality(cast, create_in_async_mode=True)
    asked = watch(cast, till.node)

    page = till.create(name="Anna Svensson")

    assert asked.requests == []
    assert "Pending sync" in page.text
    cast.settle()
    assert [made.origin for made in customers("default")] == ["async"]
    assert NUMBER.search(till.search("Anna").text)


@pytest.mark.rule("AR-067")
def test_when_the_time_of_the_profile_ends_the_late_answer_finds_the_same_customer(
    cast: Network, till: Till
) -> None:
    functionality(cast, real_time_ms=700)
    asked = watch(cast, till.node)
    cast.links[till.node.id].fault = lambda: Fault.DELAY

    url = till.create_at(name="Anna Svensson")

    assert 0.4 < asked.waits[0] <= 0.7
    assert "Pending sync" in till.get(url).text
    mend(cast)
    cast.links[till.node.id].deliver_late()
    cast.settle()
    for node in DATABASES:
        assert [f"/customers/{made.id}" for made in customers(node)] == [url]
    assert NUMBER.search(till.get(url).text)


@pytest.mark.rule("AR-070")
def test_each_store_follows_its_own_profile(cast: Network, at: type[Till]) -> None:
    other, profile = _second_store(cast), new_id()
    settings = {"number": "async", "name": "Async", "create_in_async_mode": True}
    put(cast, "functionality_profile", profile, **settings)
    put(cast, "store", cast.store_id, functionality_profile=str(profile))
    asynchronous, synchronous = at(cast.tills[0]), at(other)
    asynchronous.sign_in()
    synchronous.sign_in(number="200")

    pending = asynchronous.create(name="Anna Svensson")
    settled = synchronous.create(name="Bo Ek")

    assert "Pending sync" in pending.text
    assert NUMBER.search(settled.text)


def _second_store(cast: Network) -> ThisNode:
    """Move the second till to a store of its own."""
    till = cast.tills[1]
    with acting_as(cast.headquarters):
        store = open_store(cast.headquarters, "2")
    put(cast, "node", till.id, store=str(store))
    hire(cast, store=str(store))
    identity = msgspec.structs.replace(till.identity, store=store)
    return dataclasses.replace(till, identity=identity)


@pytest.mark.rule("AR-075")
def test_offline_a_customer_is_created_asynchronously_also_in_sync_mode(
    cast: Network, till: Till
) -> None:
    till.node.parent.failed()
    asked = watch(cast, till.node)

    page = till.create(name="Anna Svensson")

    assert asked.requests == []
    assert "Pending sync" in page.text
    assert [made.origin for made in customers("till_1")] == ["offline"]


def test_a_till_that_knows_its_parent_away_waits_for_it_once(cast: Network, till: Till) -> None:
    asked = watch(cast, till.node)
    cut(cast)

    for name in ("Anna Svensson", "Bo Ek", "Cia Berg"):
        till.create(name=name)

    assert asked.requests == ["send"]


@pytest.mark.rule("AR-077")
def test_where_the_profile_forbids_it_no_customer_is_created_offline(
    cast: Network, till: Till
) -> None:
    functionality(cast, allow_offline_creation=False)
    open_form = till.new_form(name="Anna Svensson", phone="070-174 06 12")
    till.node.parent.failed()
    reason = "This store does not allow creating customers offline."

    welcome, form = till.get("/"), till.get("/customers/new")
    dialog = till.get("/customers/new", **{"HX-Request": "true", "HX-Target": "dialog"})
    saved = till.post("/customers/new", open_form)

    assert reason in welcome.text
    assert 'aria-disabled="true"' in welcome.html
    for page in (form, dialog):
        assert reason in page.text
        assert "name" not in page.page.fields
    assert saved.status == 422
    assert reason in saved.text
    assert saved.page.value("name") == "Anna Svensson"
    assert saved.page.value("phone") == "070-174 06 12"
    assert customers("till_1") == []
    mend(cast)
    assert till.post("/customers/new", saved.page.fields).status == 303


@pytest.mark.rule("AR-065")
def test_a_refusal_while_somebody_waits_leaves_no_customer_anywhere(
    cast: Network, till: Till
) -> None:
    Store.objects.using("default").update(number="other")
    form = till.new_form(name="Anna Svensson", phone="070-174 06 12", street="Storgatan 1")

    answer = till.post("/customers/new", form)

    assert answer.status == 422
    assert "headquarters does not know this store" in answer.text
    typed = {name: answer.page.value(name) for name in ("name", "phone", "street")}
    assert typed == {
        "name": "Anna Svensson",
        "phone": "070-174 06 12",
        "street": "Storgatan 1",
    }
    for settled in (False, True):
        if settled:
            cast.settle()
        assert {node: customers(node) for node in DATABASES} == {node: [] for node in DATABASES}
    assert "needs attention" not in till.get("/sync").text
    Store.objects.using("default").update(number="1")
    again = till.post("/customers/new", answer.page.fields)
    assert NUMBER.search(till.get(again.location).text)


@pytest.mark.rule("AR-039")
def test_secondary_contacts_of_an_async_customer_reach_headquarters(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    functionality(cast, create_in_async_mode=True)
    form = till.post("/customers/new", till.new_form() | {"show": "phone"}).page
    fields = form.typed(name="Anna Svensson", phone="070-174 06 12", title="Dr")
    second = _second_phone(fields)

    till.post("/customers/new", fields | {second: "070-174 06 13"})
    cast.settle()

    [anna] = customers("default")
    phones = Contact.objects.using("default").filter(customer=anna.id, kind="phone")
    assert sorted(phones.values_list("value", flat=True)) == ["+46701740612", "+46701740613"]
    assert anna.title == "Dr"
    groups = CustomerAffiliation.objects.using("default").filter(customer=anna.id)
    assert [group.affiliation for group in groups] == ["gold"]


def _second_phone(fields: dict[str, str]) -> str:
    kinds = [name for name, value in fields.items() if value == "phone" and name.endswith("-kind")]
    return kinds[1].removesuffix("kind") + "value"


@pytest.mark.rule("AR-040")
def test_a_plain_async_creation_offers_and_takes_no_title_affiliations_and_second_contacts(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    turn_on(cast, "async_editing", on=False)
    turn_on(cast, "enhanced_async_creation", on=False)
    whole = till.get("/customers/new").page
    functionality(cast, create_in_async_mode=True)

    form = till.get("/customers/new")
    till.post("/customers/new", form.page.typed(name="Anna Svensson", phone="070-174 06 12"))
    cast.settle()

    assert "title" in whole.fields
    assert whole.fields["affiliations-preset"] == "gold"
    assert "title" not in form.page.fields
    assert form.page.fields["affiliations-preset"] == ""
    assert "affiliations" not in form.page.fields
    assert "Add phone" not in form.text
    [anna] = customers("default")
    assert anna.title == ""
    assert not CustomerAffiliation.objects.using("default").filter(customer=anna.id).exists()


def test_what_was_typed_before_the_connection_was_lost_is_kept_and_told(
    cast: Network, till: Till
) -> None:
    turn_on(cast, "multiple_contacts")
    turn_on(cast, "async_editing", on=False)
    turn_on(cast, "enhanced_async_creation", on=False)
    form = till.post("/customers/new", till.new_form() | {"show": "phone"}).page
    fields = form.typed(name="Anna Svensson", phone="070-174 06 12", title="Dr")
    second = _second_phone(fields)
    till.node.parent.failed()

    refused = till.post("/customers/new", fields | {second: "070-174 06 13"})

    assert refused.status == 422
    assert "get no title. Empty it." in refused.text
    assert "get one phone number and one email address. Empty the others." in refused.text
    assert refused.page.fields["title"] == "Dr"
    assert refused.page.fields[second] == "070-174 06 13"
    emptied = refused.page.fields | {"title": "", second: ""}
    assert till.post("/customers/new", emptied).status == 303
