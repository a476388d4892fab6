"""The same screens with headquarters away; the number arrives by itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import connections

from tests.cast import Network
from tests.in_memory_link import Fault
from tests.pos.conftest import DATABASES, Answer, Till, cut, mend
from tillbook.config.sqlcipher.errors import DatabaseFull
from tillbook.customers.models import Customer
from tillbook.exchange import valves
from tillbook.exchange.core.heads import UploadValve
from tillbook.exchange.down import groups
from tillbook.exchange.models import Operation, SnapshotLoad
from tillbook.foundation import clock
from tillbook.nodes.this_node import acting_as
from tillbook.nodes.transactions import write
from tillbook.stores.models import Store

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
UUID = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE
)
PAGES = ("/", "/customers/", "/customers/others", "/sync", "/customers/new", "/connection")


@pytest.mark.rule("AR-064")
def test_a_failed_call_saves_here_and_the_work_goes_on(cast: Network, till: Till) -> None:
    cut(cast)

    page = till.create(name="Anna Svensson", phone="070-174 06 12")

    assert "Saved on this register. It is sent to headquarters automatically." in page.text
    assert "Pending sync" in page.text
    assert "Offline · 1 pending" in page.text
    assert "Anna Svensson" in till.search("0612").text


@pytest.mark.rule("AR-063")
def test_a_pending_customer_shows_no_technical_id_on_any_page(cast: Network, till: Till) -> None:
    cut(cast)
    url = till.create_at(name="Anna Svensson", phone="070-174 06 12")
    till.search("Anna")

    for address in (*PAGES, url, f"{url}?saved=new", f"{url}/edit"):
        page = till.get(address)
        assert page.status == 200, address
        assert not UUID.search(page.text), address
    for address in ("/", "/customers/", "/sync", url):
        assert "Pending sync" in till.get(address).text or address == "/sync", address
        assert "Anna Svensson" in till.get(address).text


def test_a_pending_customer_is_edited_and_both_changes_arrive(cast: Network, till: Till) -> None:
    cut(cast)
    url = till.create_at(name="Anna Svensson")
    form = till.get(f"{url}/edit").page.fields

    saved = till.post(f"{url}/edit", form | {"name": "Anna Ek", "phone": "070-174 06 12"})

    page = till.get(saved.location).text
    assert "Anna Ek" in page
    assert "Pending sync" in page
    mend(cast)
    cast.settle()
    names = Customer.objects.using("default").exclude(name="Default")
    assert [customer.name for customer in names] == ["Anna Ek"]


@pytest.mark.rule("AR-061")
def test_the_number_arrives_on_the_open_page(cast: Network, till: Till) -> None:
    cut(cast)
    page = till.create(name="Anna Svensson")
    [asks] = {link for link in page.page.links if link.endswith("?saved=new")}
    assert 'id="identity" hx-get' in page.html
    mend(cast)
    cast.settle()

    settled = till.get(asks)

    assert re.search(r"Customer saved. Number 000 000 \d{3}", settled.text)
    assert "Pending sync" not in settled.text
    assert 'id="identity" hx-get' not in settled.html


@pytest.mark.rule("AR-066")
@pytest.mark.pain("Retries and double clicks create copies")
def test_a_lost_answer_makes_no_second_customer(cast: Network, till: Till) -> None:
    cast.links[till.node.id].fault = lambda: Fault.LOSE_ANSWER
    url = till.create_at(name="Anna Svensson")
    assert "Pending sync" in till.get(url).text
    mend(cast)
    cast.settle()

    for node in ("default", "store", "till_1", "till_2"):
        rows = Customer.objects.using(node).exclude(name="Default")
        assert [str(row.id) for row in rows] == [url.removeprefix("/customers/")]
    assert "Pending sync" not in till.get(url).text


@pytest.mark.rule("AR-065")
def test_a_refusal_returns_the_form_with_the_reason_in_words(cast: Network, till: Till) -> None:
    Store.objects.using("default").update(number="other")
    form = till.new_form(name="Anna Svensson")

    answer = till.post("/customers/new", form)

    assert answer.status == 422
    assert "headquarters does not know this store" in answer.text
    assert "store.unknown" not in answer.html
    assert answer.page.fields["name"] == "Anna Svensson"
    assert answer.page.fields["id"] != form["id"]


def test_a_late_refusal_needs_attention_with_the_reason_in_words(cast: Network, till: Till) -> None:
    cut(cast)
    url = till.create_at(name="Anna Svensson")
    Store.objects.using("default").update(number="other")
    mend(cast)
    cast.settle()

    for page in (till.get(url), till.get("/sync")):
        assert "Needs attention" in page.text
        assert "eadquarters does not know this store" in page.text


def test_waiting_changes_are_listed_and_sent_by_hand(cast: Network, till: Till) -> None:
    cut(cast)
    till.create(name="Anna Svensson")
    till.node.wake.upload.clear()

    status = till.get("/sync")
    sent = till.post("/sync/now", {})

    assert "Anna Svensson" in status.text
    assert "New customer" in status.text
    assert "Asked for." in till.get(sent.location).text
    assert till.node.wake.upload.is_set()


def test_changes_that_headquarters_does_not_let_in_are_called_held(
    cast: Network, till: Till
) -> None:
    cut(cast)
    till.create(name="Anna Svensson")
    mend(cast)
    till.node.parent.answered()
    with acting_as(till.node):
        valves.take_upload_valve(UploadValve(shut=True))

    assert "1 held" in till.get("/connection").text
    assert "when it runs job P-0001" in till.get("/sync").text


def test_a_full_disk_returns_the_form_with_all_that_was_typed(cast: Network, till: Till) -> None:
    typed = {"name": "Anna Svensson", "street": "Storgatan 1" * 20}

    with full_disk("till_1"):
        plain = save_until_full(till, typed)
        scripted = save_until_full(till, typed, **{"HX-Request": "true"})

    for answer in (plain, scripted):
        assert "disk is full. Nothing was saved; your text is kept." in answer.text
        assert {name: answer.page.value(name) for name in typed} == typed
    assert till.post("/customers/new", plain.page.fields).status == 303


def save_until_full(till: Till, typed: dict[str, str], **headers: str) -> Answer:
    """Use up the last room inside the pages; return the first answer that there is none."""
    while True:
        form = till.new_form(**typed)
        before = Operation.objects.using("till_1").count()
        answer = till.post("/customers/new", form, **headers)
        if answer.status == 507:
            assert Operation.objects.using("till_1").count() == before
            return answer


@contextmanager
def full_disk(alias: str) -> Iterator[None]:
    """Let the database grow by no page more, with every free page taken: a true SQLITE_FULL."""

    def run(statement: str) -> None:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)

    run("CREATE TABLE ballast (filling blob)")
    run("PRAGMA max_page_count = 1")
    try:
        with suppress(DatabaseFull):
            while True:
                run("INSERT INTO ballast VALUES (zeroblob(4000))")
        yield
    finally:
        run("PRAGMA max_page_count = 1000000")
        run("DROP TABLE ballast")


def test_a_till_that_takes_all_customers_says_how_far_it_is(cast: Network, till: Till) -> None:
    with acting_as(cast.tills[0]), write():
        SnapshotLoad.objects.create(
            group=groups.OFFLINE,
            epoch="e",
            name="n",
            total=1_000,
            done=436,
            kind="customer",
            is_first=False,
            began_at=clock.now(),
        )

    for address in ("/", "/connection"):
        assert "Loading customers… 43 %" in till.get(address).text
