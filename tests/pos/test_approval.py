"""P15: what a cashier may not do alone, a manager approves where it is asked, once."""

import pytest

from tests.cast import PIN, Network
from tests.pos.conftest import DATABASES, Answer, Till, cut, hire
from tests.pos.modes import put
from tests.pos.test_new_customer import customers
from tests.pos.test_sale import COAT, sales, sell
from tests.pos.test_sign_in import BADGE, badge
from tillbook.customers.parameters import parameters_id
from tillbook.nodes.this_node import acting_as
from tillbook.sales.models import Sale
from tillbook.staff.models import Associate

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
PHONE = "070-174 06 12"
ASKED = "A manager has to approve this"


def void(till: Till) -> Answer:
    """Ask to void the open sale, and be sure."""
    return till.post("/sale/void", till.post("/sale/void", {}).page.fields)


def approve(till: Till, url: str, asked: Answer, **proof: str) -> Answer:
    """Type into the approval what a manager would."""
    return till.post(url, asked.page.fields | proof)


def test_a_sale_is_voided_offline_with_a_managers_pin_and_tells_who_approved_it(
    cast: Network, till: Till
) -> None:
    hire(cast)
    cut(cast)
    sell(till, **COAT)

    asked = void(till)

    assert asked.status == 403
    for words in (ASKED, "Void the sale", "Ada asks for it and stays signed in", "Bo"):
        assert words in asked.text
    assert "Ada" not in asked.text.partition("Who approves")[2]
    assert sales() == [(1, "open")]
    assert approve(till, "/sale/void", asked, **{"approver-pin": PIN}).location == "/sale/"
    sale = Sale.objects.using("till_1").get()
    bo = Associate.objects.using("till_1").get(number="200").id
    assert (sale.state, sale.approver) == ("voided", bo)
    assert "Ada" in till.get("/").text
    sell(till, **COAT)
    assert void(till).status == 403  # once means once


def test_a_barred_duplicate_is_created_with_a_badge_and_its_history_names_the_manager(
    cast: Network, till: Till
) -> None:
    hire(cast, badges=[badge(cast)])
    till.create(name="Anna", phone=PHONE)
    own = {"store": str(cast.store_id), "duplicates": {"phone": "block"}}
    put(cast, "commerce_parameters", parameters_id(cast.store_id), **own)
    met = till.post(
        "/customers/new", till.new_form(name="Bea", phone=PHONE, email="bea@example.com")
    )
    sent = met.page.fields | {"anyway": "1", "why": "family"}

    asked = till.post(
        "/customers/new", sent, **{"HX-Request": "true", "HX-Target": "customer-form"}
    )

    assert asked.status == 422  # what scripts put in place
    assert 'id="customer-form"' in asked.html
    saved = approve(till, "/customers/new", asked, **{"approver-badge": BADGE})
    assert saved.status == 303
    assert customers("till_1") == ["Anna", "Bea"]
    cast.settle()
    history = till.get(f"{saved.location.partition('?')[0]}/history").text
    assert "Approved by Bo." in history
    assert "Family" in history
    assert "Ada" in till.get("/").text


def test_wrong_pins_are_counted_as_at_the_door_and_nothing_typed_is_lost(
    cast: Network, till: Till
) -> None:
    hire(cast)
    till.post("/customers/new", till.new_form(name="Eva", email="eva@example.com"))
    sell(till, **COAT)
    asked = void(till)

    assert "Enter the PIN" in approve(till, "/sale/void", asked).text
    first = approve(till, "/sale/void", asked, **{"approver-pin": "0000"})
    assert first.status == 422
    assert "That PIN does not match. 4 tries left." in first.text
    assert "0000" not in first.html
    for _ in range(3):
        approve(till, "/sale/void", first, **{"approver-pin": "0000"})
    last = approve(till, "/sale/void", first, **{"approver-pin": "0000"})
    assert "Too many tries." in last.text
    assert "Too many tries." in approve(till, "/sale/void", first, **{"approver-pin": PIN}).text
    assert till.sign_in("200").status == 422
    own = approve(till, "/sale/void", first, **{"approver": "100", "approver-pin": PIN})
    assert "This person may not approve this." in own.text
    assert sales() == [(1, "open")]
    assert "Wool coat" in till.get("/sale/").text


def test_a_cashier_disconnects_with_an_approval_and_no_pin_is_kept_in_a_draft(
    cast: Network, till: Till
) -> None:
    hire(cast)
    asked = till.post("/sync/connection", {"state": "disconnected"})

    approve(till, "/sync/connection", asked, **{"approver-pin": PIN})

    assert "Disconnected by hand." in till.get("/sync").text
    till.post("/lock", {})
    typed = {"name": "Eva", "approver-act": "void_sales", "approver-pin": PIN}
    till.post("/customers/new", typed)
    with acting_as(till.node):
        kept = str(till.client.session["drafts"])
    assert "Eva" in kept
    assert "approver" not in kept
