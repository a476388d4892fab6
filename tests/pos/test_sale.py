"""P10: a sale with its lines and its customer, from the first item to the receipt."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from tests.cast import Network
from tests.integration.attributes.scenes import attribute, group, name_in_parameters, put
from tests.integration.exchange.scenes import break_link, create
from tests.pos.conftest import DATABASES, Answer, Till, cut, hire
from tests.pos.modes import functionality, offline
from tillbook.config.wiring import pace_here
from tillbook.customers.models import Customer
from tillbook.exchange import parent_link
from tillbook.exchange.links.http_client import HttpLink
from tillbook.nodes.parent import ParentState
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.sales.models import Sale

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
COAT = {"item": "Wool coat", "price": "1 499,00"}


def sell(till: Till, **line: str) -> Answer:
    """Add a line and open the sale."""
    answer = till.post("/sale/lines", line)
    assert answer.status == 303, answer.text
    return till.get("/sale/")


@contextmanager
def silent_parent(node: ThisNode) -> Iterator[None]:
    """Give a node a parent that takes every request and never answers."""
    assert node.identity.parent is not None
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = "http://{}:{}".format(*server.getsockname())
        link = HttpLink(node, parent=node.identity.parent, url=address)
        parent_link.use_link(node, link)
        yield
        link.close()


def put_on_sale(till: Till, customer: str) -> Answer:
    """Put the customer at an address on the sale."""
    id = customer.rpartition("/")[2].partition("?")[0]
    assert till.post("/sale/customer", {"customer": id}).location == "/sale/"
    return till.get("/sale/")


def sales(alias: str = "till_1") -> list[tuple[int, str]]:
    """Return number and state of every sale of a register."""
    return list(Sale.objects.using(alias).order_by("number").values_list("number", "state"))


def test_what_is_typed_of_a_line_stays_until_it_is_sent_left_or_the_sale_ends(till: Till) -> None:
    page = sell(till, **COAT)
    [id] = [link.partition("line=")[2] for link in page.page.links if "line=" in link]
    typed = {"item": "Merino scarf", "quantity": "2", "price": "29"}

    assert till.post("/sale/lines/draft", typed).status == 204
    assert till.post("/sale/lines/draft", typed | {"item": "Hat", "line": id}).status == 204

    fields = till.get("/sale/").page.fields
    assert [fields[name] for name in typed] == list(typed.values())
    assert till.get(f"/sale/?line={id}").page.value("item") == "Hat"
    assert till.get(f"/sale/?left={id}").page.value("item") == "Merino scarf"
    assert till.get(f"/sale/?line={id}").page.value("item") == COAT["item"]
    till.post("/sale/lines", typed)
    assert till.get("/sale/").page.value("item") == ""
    till.post("/sale/lines/draft", typed)
    till.post("/sale/suspend", till.get("/sale/").page.fields)
    assert till.get("/sale/").page.value("item") == ""


def test_a_sale_of_two_lines_is_completed_with_cash_and_keeps_its_number(till: Till) -> None:
    sell(till, **COAT)
    page = sell(till, item="Ribbon", quantity="2,5", price="10.10")

    assert "Wool coat" in page.text
    assert "2.5 × SEK 10.10" in page.text
    assert "SEK 1,524.25" in page.text
    short = till.post("/sale/complete", page.page.fields | {"cash": "1500"})
    assert short.status == 422
    assert "The cash does not cover the total." in short.text
    assert short.page.value("cash") == "1500"
    done = till.post("/sale/complete", page.page.fields | {"cash": "1 600"})
    again = till.post("/sale/complete", page.page.fields | {"cash": "1 600"})
    receipt = till.get(done.location)

    assert done.location == again.location
    for words in ("Sale 00001", "Wool coat", "SEK 1,524.25", "Give back SEK 75.75."):
        assert words in receipt.text
    assert sales() == [(1, "completed")]
    assert "Nothing on the sale yet" in till.get("/sale/").text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"item": " ", "price": "1"}, "type what it is"),
        ({"item": "Coat", "price": ""}, "Enter an amount"),
        ({"item": "Coat", "price": "-1"}, "Enter an amount"),
        ({"item": "Coat", "price": "1,000"}, "read in two ways"),
        ({"item": "Coat", "price": "1", "quantity": "many"}, "Enter a quantity"),
        ({"item": "Coat", "price": "1", "quantity": "0"}, "more than a line can hold"),
        ({"item": "C" * 101, "price": "1"}, "more than a line can hold"),
        ({"item": "Coat", "price": "9" * 12}, "more than a line can hold"),
    ],
)
def test_a_line_that_cannot_be_says_why_and_keeps_what_was_typed(
    till: Till, line: dict[str, str], words: str
) -> None:
    answer = till.post("/sale/lines", line)

    assert answer.status == 422
    assert words in answer.text
    assert answer.page.value("item").strip() == line["item"].strip()
    assert sales() == []


def test_a_line_is_changed_taken_off_and_put_back(till: Till) -> None:
    page = sell(till, **COAT)
    [change] = [link for link in page.page.links if "?line=" in link]
    form = till.get(change)
    id = change.rpartition("=")[2]
    fields = {name: form.page.fields[name] for name in ("seen", "line")}

    till.post(f"/sale/lines/{id}", fields | {"item": "Coat", "quantity": "2", "price": "100"})
    assert "2 × SEK 100.00" in till.get("/sale/").text
    assert till.post(f"/sale/lines/{id}/remove", {}).status == 303
    gone = till.get("/sale/")
    assert "Coat was taken off." in gone.text
    assert "Nothing on the sale yet" in gone.text
    till.post(f"/sale/lines/{id}/restore", {})
    assert "2 × SEK 100.00" in till.get("/sale/").text


def test_a_page_of_before_is_told_so_and_loses_nothing(till: Till) -> None:
    old = sell(till, **COAT)
    sell(till, item="Hat", price="200")

    stale = till.post("/sale/lines", old.page.fields | {"item": "Gloves", "price": "449"})

    assert stale.status == 409
    assert "The sale changed meanwhile" in stale.text
    assert (stale.page.value("item"), stale.page.value("price")) == ("Gloves", "449")
    assert "Hat" in stale.text
    assert till.post("/sale/complete", old.page.fields | {"cash": "5000"}).status == 409
    assert sales() == [(1, "open")]


def test_sales_are_put_aside_recalled_and_voided_and_numbers_have_no_gaps(
    cast: Network, till: Till
) -> None:
    hire(cast)
    till.sign_in("200")
    sell(till, **COAT)
    till.post("/sale/suspend", {})
    sell(till, item="Hat", price="200")
    waiting = till.get("/sale/recall")
    assert "00001" in waiting.text
    assert "Another sale is open" in waiting.text
    first = str(Sale.objects.using("till_1").get(number=1).id)
    assert "Another sale is open" in till.post("/sale/recall", {"sale": first}).text

    asked = till.post("/sale/void", {})
    assert "Void sale 00002?" in asked.text
    assert sales() == [(1, "suspended"), (2, "open")]
    till.post("/sale/void", asked.page.fields)
    till.post("/sale/recall", {"sale": first})

    assert sales() == [(1, "open"), (2, "voided")]
    assert "Wool coat" in till.get("/sale/").text


def test_a_page_of_a_sale_that_was_put_aside_does_nothing_to_the_next_one(
    cast: Network, till: Till
) -> None:
    fresh, old = till.get("/sale/").page, sell(till, **COAT).page
    anna = till.create_at(name="Anna")
    till.post("/sale/suspend", {})
    put_on_sale(till, anna)  # begins a sale, which is at the same version as the other one was
    hire(cast)
    till.sign_in("200")

    sent = old.fields | COAT | {"cash": "5000", "sure": "1"}
    answers = [
        till.post(f"/sale/{verb}", sent).status
        for verb in ("lines", "suspend", "void", "complete", "customer/clear", "customer/receipt")
    ]
    answers.append(till.post("/sale/affiliations", old.fields | {"add": "gold"}).status)
    answers.append(till.post("/sale/lines", fresh.fields | COAT).status)

    assert set(answers) == {409}
    assert sales() == [(1, "suspended"), (2, "open")]
    assert "Anna" in till.get("/sale/").text


@pytest.mark.parametrize(
    ("write", "url", "sent"),
    [
        ("INSERT ON sales_saleline", "/sale/lines", COAT),
        ("UPDATE ON sales_sale", "/sale/customer", {}),
        ("UPDATE ON sales_sale", "/sale/complete", {"cash": "5000"}),
    ],
)
def test_a_write_that_breaks_off_in_the_middle_leaves_nothing_half_done(
    till: Till, write: str, url: str, sent: dict[str, str]
) -> None:
    till.client.raise_request_exception = False
    sent = {**sent, "customer": till.create_at(name="Anna").rpartition("/")[2]}
    before = sell(till, **COAT).page.fields if "cash" in sent else {}
    was = sales()
    database = connections["till_1"].cursor()
    database.execute(f"CREATE TRIGGER power BEFORE {write} BEGIN SELECT RAISE(ABORT, 'off'); END")
    try:
        assert till.post(url, before | sent).status == 500
    finally:
        database.execute("DROP TRIGGER power")

    assert sales() == was
    assert till.post(url, before | sent).status == 303
    assert [number for number, _ in sales()] == [1]


def test_a_customer_who_is_merged_or_erased_meanwhile_keeps_nobody_from_paying(
    cast: Network, till: Till
) -> None:
    anna, winner = (till.create_at(name=name).rpartition("/")[2] for name in ("Anna", "Ann"))
    cast.settle()
    put_on_sale(till, anna)
    page = sell(till, **COAT)
    Customer.objects.using("till_1").filter(id=anna).update(merged_into=winner)

    merged = till.get("/sale/")

    assert " Ann " in merged.text
    assert till.get("/sale/customer/edit").location == f"/customers/{winner}/edit"
    for alias in ("till_1", "store", "default"):
        Customer.objects.using(alias).filter(id=anna).delete()
    assert "no longer in the customer book" in till.get("/sale/").text
    done = till.post("/sale/complete", page.page.fields | {"cash": "1499"})
    assert done.status == 303
    assert "Wool coat" in till.get(done.location).text
    assert str(Sale.objects.using("till_1").get().customer) == anna


@pytest.mark.rule("AR-009")
def test_a_customer_created_from_the_sale_is_on_it(till: Till) -> None:
    sell(till, **COAT)
    form = till.get("/customers/new?then=sale")
    assert "Save and add to sale" in form.text

    anna = till.new_form(name="Anna Svensson", phone="070-174 06 12") | {"then": "sale"}
    saved = till.post("/customers/new", anna)

    assert saved.location == "/sale/"
    page = till.get("/sale/")
    assert "Anna Svensson" in page.text
    assert "Wool coat" in page.text
    eva = till.new_form(name="Eva", phone="070-174 06 12") | {"then": "sale"}
    met = till.post("/customers/new", eva)
    assert met.status == 409
    id = str(Customer.objects.using("till_1").get(name="Anna Svensson").id)
    assert till.post("/sale/customer", {"customer": id}).location == "/sale/"


def test_a_customer_is_added_from_results_and_details_and_taken_off(till: Till) -> None:
    anna = till.create_at(name="Anna Svensson", phone="070-174 06 12")
    till.post("/customers/", {"q": "Anna"})
    for page in (till.get("/customers/"), till.get(anna)):
        assert "Add to sale" in page.text

    page = put_on_sale(till, anna)

    assert "+46 70 174 06 12" in page.text
    till.post("/sale/customer/receipt", page.page.fields | {"option": "standard"})
    assert Sale.objects.using("till_1").get().receipt_option == "standard"
    till.post("/sale/affiliations", {"add": "gold"})
    assert "For this sale alone" in till.get("/sale/").text
    edit = till.get("/sale/customer/edit")
    assert edit.location == f"{anna}/edit"
    till.post("/sale/customer/clear", {})
    assert "No customer? Find one" in till.get("/sale/").text
    assert Sale.objects.using("till_1").get().customer is None


@pytest.mark.rule("AR-063")
def test_a_pending_customer_is_sold_to_and_the_receipt_says_pending_sync(
    cast: Network, till: Till
) -> None:
    cut(cast)
    cast.tills[0].parent.failed()
    anna = till.create_at(name="Anna Svensson")
    put_on_sale(till, anna)
    page = sell(till, **COAT)
    assert "Pending sync" in page.text

    receipt = till.get(till.post("/sale/complete", page.page.fields | {"cash": "1499"}).location)

    assert "Pending sync" in receipt.text
    assert anna.rpartition("/")[2] not in receipt.text


@pytest.mark.rule("AR-081")
def test_a_request_longer_than_the_offline_profile_allows_switches_and_the_sale_goes_on(
    cast: Network, till: Till
) -> None:
    node = cast.tills[0]
    offline(cast, request_timeout_s=1)
    functionality(cast, real_time_ms=8_000)
    cast.settle()
    with acting_as(node):
        node.parent.pace = pace_here()
    sell(till, **COAT)
    form = till.new_form(name="Anna Svensson") | {"then": "sale"}

    with silent_parent(node):
        began = time.monotonic()
        saved = till.post("/customers/new", form)
        took = time.monotonic() - began
        page = till.get(saved.location)
        done = till.post("/sale/complete", page.page.fields | {"cash": "1499"})

    assert 0.5 < took < 4
    assert node.parent.state is ParentState.OFFLINE
    assert "Anna Svensson" in page.text
    assert "Pending sync" in page.text
    assert "Wool coat" in page.text
    assert "Pending sync" in till.get(done.location).text
    assert sales() == [(1, "completed")]


@pytest.mark.rule("AR-086")
def test_a_customer_whom_the_register_lacks_stays_on_the_sale_when_the_parent_is_lost(
    cast: Network, till: Till
) -> None:
    eva = create(cast, cast.headquarters, {"name": "Eva Ek"}).entity
    assert "Eva Ek" in put_on_sale(till, f"/customers/{eva}").text
    break_link(cast, cast.tills[0])

    page = sell(till, **COAT)

    assert cast.tills[0].parent.state is ParentState.OFFLINE
    assert "The customer stays on the sale." in page.text
    assert "Wool coat" in page.text
    done = till.post("/sale/complete", page.page.fields | {"cash": "1499"})
    assert Sale.objects.using("till_1").get().customer == eva
    assert "Not at hand" in till.get(done.location).text
    page = sell(till, item="Hat", price="200")
    till.post("/sale/complete", page.page.fields | {"cash": "200"})
    assert sales() == [(1, "completed"), (2, "completed")]


@pytest.mark.rule("AR-082")
def test_a_new_sale_asks_for_the_parent_again_after_the_reconnect_interval(
    cast: Network, till: Till
) -> None:
    node = cast.tills[0]
    offline(cast, reconnect_s=60, advanced_switching=False)
    with acting_as(node):
        node.parent.pace = pace_here()
    break_link(cast, node)
    node.parent.failed()
    node.parent.tried()
    assert not node.parent.is_due(3600)
    node.wake.contact.clear()

    sell(till, **COAT)

    assert node.wake.contact.is_set()
    assert not node.parent.is_due(59)
    assert node.parent.is_due(60)


@pytest.mark.rule("AR-054")
def test_the_card_shows_the_attributes_that_the_layout_chose_in_their_order(
    cast: Network, till: Till
) -> None:
    size, colour = attribute(cast, "size", "integer"), attribute(cast, "colour", "text")
    name_in_parameters(cast, group(cast, "all", size, colour))
    columns = [f"attribute/{colour}", "phone", f"attribute/{size}"]
    layout = put(cast, "screen_layout", number="card", name="Card", sizes={}, card_columns=columns)
    put(cast, "store", cast.store_id, screen_layout=str(layout))
    cast.settle()
    till.sign_in()

    anna = create(
        cast,
        cast.tills[0],
        {"name": "Anna", "attributes": {str(size): 38, str(colour): "navy"}},
    ).entity
    page = put_on_sale(till, f"/customers/{anna}")

    shown = page.text.partition("Receipt option")[2]
    assert shown.index("navy") < shown.index("38")
