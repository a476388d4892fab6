"""P9: somebody with the same phone or email is shown while typing and before saving."""

from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import create
from tests.pos.conftest import DATABASES, Till, cut, hire
from tests.pos.modes import put
from tests.pos.test_new_customer import customers
from tillbook.customers.models import DuplicatePair
from tillbook.customers.operations.merge_customers import Losing, merge_customers
from tillbook.customers.parameters import parameters_id
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
PHONE, EMAIL = "070-174 06 12", "anna@example.com"


@pytest.mark.rule("AR-141")
def test_a_phone_that_somebody_has_needs_a_reason_and_history_tells_it(
    cast: Network, till: Till
) -> None:
    there = till.create_at(name="Anna Svenson", phone=PHONE)
    form = till.new_form(name="Anna Svensson", phone="+46 70 174 06 12")

    met = till.post("/customers/new", form)

    assert met.status == 409
    for words in ("1 customer may be the same person", "Anna Svenson", "Same phone number"):
        assert words in met.text
    assert any(link.startswith(f"{there}?saved=instead") for link in met.page.links)
    anyway = met.page.fields | {"anyway": "1"}
    unreasoned = till.post("/customers/new", anyway)
    assert unreasoned.status == 409
    assert "Choose a reason" in unreasoned.text
    assert customers("till_1") == ["Anna Svenson"]
    back = till.post("/customers/new", met.page.fields | {"show": "back"}).page
    assert back.value("phone") == "+46 70 174 06 12"

    saved = till.post("/customers/new", anyway | {"why": "family"})

    assert saved.status == 303
    assert customers("till_1") == ["Anna Svenson", "Anna Svensson"]
    history = till.get(f"{saved.location.partition('?')[0]}/history").text
    assert "Created although another customer has the same contact: Family." in history


@pytest.mark.rule("AR-141")
def test_offline_two_tabs_with_the_same_email_make_one_customer(cast: Network, till: Till) -> None:
    cut(cast)
    cast.tills[0].parent.failed()
    tabs = [till.new_form(name=name, email=EMAIL) for name in ("Anna", "Bea")]

    first, second = (till.post("/customers/new", tab) for tab in tabs)

    assert (first.status, second.status) == (303, 409)
    assert "Only this register was checked." in second.text
    assert customers("till_1") == ["Anna"]


def test_a_candidate_that_was_not_shown_is_shown_before_anything_is_created(
    cast: Network, till: Till
) -> None:
    till.create(name="Anna", phone=PHONE)
    met = till.post("/customers/new", till.new_form(name="Bea", phone=PHONE, email=EMAIL))
    email = {"kind": "email", "value": EMAIL}
    create(cast, cast.tills[0], {"name": "Eva", "contacts": [email]})

    again = till.post("/customers/new", met.page.fields | {"anyway": "1", "why": "family"})

    assert again.status == 409
    assert "2 customers may be the same person" in again.text


def test_whom_only_another_store_knows_is_found_and_hidden_but_for_what_is_the_same(
    cast: Network, till: Till
) -> None:
    contacts = [{"kind": "phone", "value": PHONE}, {"kind": "email", "value": EMAIL}]
    create(cast, cast.headquarters, {"name": "Eva Ek", "contacts": contacts})

    met = till.post("/customers/new", till.new_form(name="Eva", phone=PHONE))

    assert met.status == 409
    assert "Other stores" in met.text
    assert "+46 70 174 06 12" in met.text
    assert "a•••@example.com" in met.text
    assert EMAIL not in met.text


@pytest.mark.parametrize(("policy", "status"), [("free", 303), ("block", 409)])
@pytest.mark.pain("A unique phone: half want it enforced, half cannot live with it")
def test_each_store_says_what_a_shared_phone_means(
    cast: Network, till: Till, policy: str, status: int
) -> None:
    till.create(name="Anna", phone=PHONE)
    own = {"store": str(cast.store_id), "duplicates": {"phone": policy}}
    put(cast, "commerce_parameters", parameters_id(cast.store_id), **own)

    saved = till.post("/customers/new", till.new_form(name="Bea", phone=PHONE))

    assert saved.status == status
    if policy == "block":
        assert "unless a manager approves it" in saved.text
        forged = saved.page.fields | {"anyway": "1", "why": "family"}
        assert till.post("/customers/new", forged).status == 403
        assert customers("till_1") == ["Anna"]


def test_the_form_hints_as_soon_as_a_phone_is_left_and_leads_to_the_customer(till: Till) -> None:
    there = till.create_at(name="Anna Svenson", phone=PHONE)
    form = till.new_form(name="Bea", phone="0701740612")

    typed = till.post("/customers/new", form | {"show": "reading"})

    assert "Possible duplicate Anna Svenson" in typed.text
    assert till.get(f"{there}?saved=instead").status == 200


def test_a_manager_reports_that_two_customers_are_one_and_a_cashier_cannot(
    cast: Network, till: Till, at: type[Till]
) -> None:
    anna, eva = till.create_at(name="Anna Svensson"), till.create_at(name="Anna Svenson")
    assert f"{anna}/duplicate" not in till.get(anna).page.links
    hire(cast)
    cast.settle()
    manager = at(cast.tills[0])
    manager.sign_in("200")
    assert f"{anna}/duplicate" in manager.get(anna).page.links

    found = manager.post(f"{anna}/duplicate", {"q": "Anna"})
    assert "Anna Svenson" in found.text
    sent = manager.post(f"{anna}/duplicate", {"other": eva.rpartition("/")[2]})

    assert "Headquarters looks at both customers." in manager.get(sent.location).text
    cast.settle()
    pair = DuplicatePair.objects.using("default").get()
    assert (pair.state, pair.source, pair.reasons) == ("open", "till", ["person"])


def test_who_was_merged_away_opens_as_who_was_kept(cast: Network, till: Till) -> None:
    kept, gone = till.create_at(name="Anna Svensson"), till.create_at(name="Anna Svenson")
    cast.settle()
    ids = [UUID(url.rpartition("/")[2]) for url in (kept, gone)]
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        merge_customers(actor, ids[0], [Losing(id=ids[1])])
    cast.settle()

    opened = till.get(gone)

    assert opened.location == f"{kept}?saved=merged"
    assert "The old number goes on working." in till.get(opened.location).text
    assert till.search("Svenson").text.count("Anna Svensson") == 1
