"""Customer synchronization status: every operation is told, and a refused one is repaired here."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.integration.exchange.scenes import (
    break_link,
    close_store,
    create,
    edit,
    open_store,
    resend,
)
from tests.integration.repair.scenes import actor, older_rules, refused
from tests.pos.page import Page
from tillbook.customers import queries
from tillbook.customers.models import Customer
from tillbook.customers.operations.create_customer import create_customers
from tillbook.exchange import valves
from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.models import Conflict, Operation
from tillbook.exchange.up.decide_job import decide_due
from tillbook.exchange.up.submit import Receipt
from tillbook.features.operations.turn import turn
from tillbook.fleet import backups
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.nodes.models import NodeReport
from tillbook.nodes.this_node import acting_as
from tillbook.stores.models import LegalEntity

pytestmark = whole_chain
Chain = tuple[Office, Network]
LIST = "/hq/operations/"


@pytest.fixture
def browser(chain: Chain) -> Client:
    """Give a client of the administrator at the headquarters of the chain."""
    return signed_in(chain[0])


def read(browser: Client, url: str) -> Page:
    """Open a page."""
    answer = browser.get(url)
    assert answer.status_code == 200, answer
    return Page(answer.content.decode())


def send(browser: Client, url: str, **typed: str) -> Page:
    """Send a form and open the page that follows."""
    answer = browser.post(url, typed, follow=True)
    assert answer.status_code == 200, answer
    return Page(answer.content.decode())


def page_of(operation: UUID) -> str:
    """Return the address of an operation's page."""
    return f"{LIST}{operation}/"


@pytest.mark.rule("AR-116")
def test_every_operation_is_listed_with_its_state(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    till = cast.tills[0]
    done = create(cast, till, {"name": "Done Customer"})
    wrong = refused(cast, till, {"name": "Wrong Customer", "note": "\a"})
    with older_rules():
        edit(cast, till, wrong.entity, language="zh")
    cast.settle()
    page = read(browser, LIST)
    for words in ("Done Customer", "In every store", "Wrong Customer", "Needs attention"):
        assert words in page.text
    assert "A text holds control characters." in page.text
    assert "Waits for the customer’s creation" in page.text
    assert "Göteborg, register 1-1" in page.text
    assert "Ada" in page.text
    assert page_of(done.operation) in page.links
    attention = read(browser, f"{LIST}?group=attention")
    assert "Wrong Customer" in attention.text
    assert "Done Customer" not in attention.text


def test_the_list_is_narrowed_by_name_store_reason_and_age(chain: Chain, browser: Client) -> None:
    office, cast = chain
    refused(cast, cast.tills[0], {"name": "Wrong Customer", "note": "\a"})
    create(cast, cast.headquarters, {"name": "Office Customer"})
    for query, found in (
        ("q=wrong", True),
        ("q=nobody", False),
        (f"store={office.store}", True),
        (f"store={office.administrator}", False),
        ("reason=control_character", True),
        ("reason=store.unknown", False),
        ("hours=1", False),
        ("hours=nonsense", True),
        ("before=0", False),
        ("before=nonsense", True),
    ):
        assert ("Wrong Customer" in read(browser, f"{LIST}?{query}").text) is found, query
    Operation.objects.update(minted_at=clock.now() - timedelta(hours=2))
    assert "Wrong Customer" in read(browser, f"{LIST}?hours=1").text


@pytest.mark.rule("AR-095")
def test_deciding_the_same_rows_twice_makes_one_customer(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    made = create(cast, cast.tills[0], {"name": "Only Once"})
    for _ in range(2):
        resend(cast, cast.tills[0], made.operation, to=cast.headquarters)
        valves.run_now(valves.DECIDE)
        decide_due()
    cast.settle()
    assert read(browser, LIST).text.count("Only Once") == 1
    assert read(browser, "/hq/customers/?q=only+once").text.count("Only Once") == 1


@pytest.mark.rule("AR-098")
def test_a_creation_comes_first_whatever_arrives_first(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    till = cast.tills[0]
    made = create(cast, till, {"name": "New Customer"})
    address = edit(cast, till, made.entity, addresses=[{"street": "Storgatan 1"}])
    resend(cast, till, address.operation, to=cast.headquarters)
    assert "Waits for the customer’s creation" in read(browser, LIST).text
    cast.settle()
    assert "Waits for" not in read(browser, LIST).text
    assert "Storgatan 1" in read(browser, f"/hq/customers/{made.entity}/").text


@pytest.mark.rule("AR-096")
@pytest.mark.timeout(400)
def test_of_a_thousand_with_one_invalid_the_others_succeed(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    till = cast.tills[0]
    entered = {new_id(): {"name": f"Customer {number}"} for number in range(1000)}
    wrong = list(entered)[500]
    entered[wrong] = {"name": "Wrong Customer", "note": "\a"}
    with acting_as(till), older_rules():
        create_customers(actor(cast, till), entered, store="1")
    cast.settle()
    page = read(browser, f"{LIST}?group=attention")
    assert "Needs attention 1 Waiting 0" in page.text
    assert "Wrong Customer" in page.text
    assert "A text holds control characters." in page.text
    made = Customer.objects.filter(id__in=entered).exclude(account_number="")
    assert {*entered} - {*made.values_list("id", flat=True)} == {wrong}


def test_further_operations_are_on_further_pages(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    for number in range(51):
        create(cast, cast.headquarters, {"name": f"Customer {number:02}"})
    page = read(browser, LIST)
    assert "Customer 50" in page.text
    [more] = [link for link in page.links if "before=" in link]
    assert "Customer 00" in read(browser, LIST + more).text
    assert "Customer 50" not in read(browser, LIST + more).text


@pytest.mark.rule("AR-117")
def test_a_failed_operation_is_edited_saved_and_synchronized(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    wrong = refused(cast, cast.tills[0], {"name": "Wrong Customer", "note": "\a"})
    form = read(browser, f"{page_of(wrong.operation)}correct/")
    assert form.value("name") == "Wrong Customer"
    assert "Headquarters could not accept this: a text holds control characters." in form.text
    [faulty] = re.findall(r"<textarea[^>]*autofocus[^>]*>", form.html)
    assert 'name="note"' in faulty
    assert 'aria-invalid="true"' in faulty
    assert form.html.partition('id="customer-form"')[2].count("autofocus") == 1
    still_wrong = browser.post(f"{page_of(wrong.operation)}correct/", form.typed(name=""))
    assert still_wrong.status_code == 422
    page = send(
        browser,
        f"{page_of(wrong.operation)}correct/",
        **form.typed(name="Right Customer", note="fine"),
    )
    assert "Corrected and synchronized." in page.text
    assert Customer.objects.get(id=wrong.entity).name == "Right Customer"
    cast.settle()
    assert Customer.objects.using("till_2").get(id=wrong.entity).note == "fine"


def test_with_the_audit_turned_off_the_office_repairs_nothing(
    chain: Chain, browser: Client
) -> None:
    office, cast = chain
    wrong = refused(cast, cast.tills[0], {"name": "Wrong Customer", "note": "\a"})
    url = page_of(wrong.operation)
    turn(office.actor, "sync_audit", on=False)
    for path in (LIST, url, f"{url}correct/"):
        answer = browser.get(path)
        assert answer.status_code == 409
        assert "Wrong Customer" not in answer.content.decode()
    for path in ("retry/", "create/", "discard/", "correct/"):
        assert browser.post(url + path, {"reason": "x"}).status_code == 409
    turn(office.actor, "sync_audit", on=True)
    assert "Needs attention" in read(browser, url).text


def test_who_has_an_operation_stands_on_its_page(chain: Chain, browser: Client) -> None:
    office, cast = chain
    with acting_as(cast.headquarters):
        valves.set_valve(valves.DECIDE, direction=valves.Direction.DECIDE, mode=valves.Mode.HELD)
    made = create(cast, cast.tills[0])
    cast.settle()
    url = page_of(made.operation)
    assert "L1 · Also kept one node further up" in read(browser, url).text
    valves.set_valve(valves.DECIDE, direction=valves.Direction.DECIDE)
    decide_due()
    assert "L2 · Decided by headquarters" in read(browser, url).text
    backups.note_backup(office.actor, holds=backups.position())
    assert "L3 · In a backup of headquarters" in read(browser, url).text


@pytest.mark.rule("AR-118")
def test_the_original_the_correction_the_people_and_the_times_are_kept(
    chain: Chain, browser: Client
) -> None:
    cast = chain[1]
    wrong = refused(cast, cast.tills[0], {"name": "Wrong Customer", "note": "\a"})
    form = read(browser, f"{page_of(wrong.operation)}correct/")
    url = f"{page_of(wrong.operation)}correct/"
    send(browser, url, **form.typed(name="Right Customer", note="fine"))
    original = read(browser, page_of(wrong.operation))
    for words in (
        "Ada created the customer",
        "Maria Ek corrected a change that was not accepted",
        "Wrong Customer",
        "Right Customer",
        "Corrected",
        "Uploaded",
    ):
        assert words in original.text
    account = original.value("account")
    assert f"operation: {wrong.operation}\n" in account
    assert f"customer: {wrong.entity}\n" in account
    for personal in ("Wrong", "Right", "Ada", "Maria", "fine", str(chain[0].administrator)):
        assert personal not in account
    history = read(browser, f"/hq/customers/{wrong.entity}/history/")
    assert "Wrong Customer" in history.text
    assert "Maria Ek corrected a change that was not accepted" in history.text


def test_who_comes_second_is_told(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    wrong = refused(cast, cast.tills[0], {"name": "Wrong Customer", "note": "\a"})
    url = f"{page_of(wrong.operation)}correct/"
    form = read(browser, url)
    send(browser, url, **form.typed(note="first"))
    for second in (url, f"{page_of(wrong.operation)}retry/", f"{page_of(wrong.operation)}create/"):
        told = send(browser, second, **form.typed(note="second"))
        assert "Somebody else has settled this already." in told.text
    assert Customer.objects.get(id=wrong.entity).note == "first"


def test_after_the_cause_is_mended_an_operation_is_retried(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    created = create(cast, cast.tills[0])
    close_store(cast)
    cast.settle()
    again = send(browser, f"{page_of(created.operation)}retry/")
    assert "It was refused again: headquarters does not know this store." in again.text
    open_store(cast)
    assert "Accepted by headquarters." in send(browser, f"{page_of(created.operation)}retry/").text
    assert Customer.objects.get(id=created.entity).account_number


def test_all_alike_are_retried_and_it_can_be_stopped(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    for _ in range(25):
        create(cast, cast.tills[0])
    close_store(cast)
    cast.settle()
    open_store(cast)
    page = read(browser, f"{LIST}?group=attention&reason=store.unknown")
    assert "25 operations need attention for this reason." in page.text
    first = send(browser, f"{LIST}retry/", reason="store.unknown")
    assert "20 of 25 done." in first.text
    assert "Stop" in first.text
    assert Customer.objects.exclude(name="Default").count() == 20
    rest = send(browser, f"{LIST}retry/", **first.fields)
    assert "Finished: 25 operations retried." in rest.text
    assert "25 were accepted." in rest.text


def test_closing_needs_a_reason_and_can_be_undone(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    created = create(cast, cast.tills[0])
    close_store(cast)
    cast.settle()
    url = page_of(created.operation)
    assert "Say why, in a few words." in send(browser, f"{url}discard/").text
    closed = send(browser, f"{url}discard/", reason="a test")
    assert "Closed. You can bring it back here." in closed.text
    assert "Reason given: a test" in closed.text
    cast.settle()
    assert not Customer.objects.using("till_1").filter(id=created.entity).exists()
    vain = send(browser, f"{url}retry/")
    assert "It would be refused again: headquarters does not know this store." in vain.text
    open_store(cast)
    assert "Accepted by headquarters." in send(browser, f"{url}retry/").text
    cast.settle()
    assert Customer.objects.using("till_1").get(id=created.entity).account_number


@pytest.mark.parametrize("address", ["", "correct/", "retry/", "create/", "discard/"])
def test_an_unknown_operation_is_not_found(browser: Client, address: str) -> None:
    url = f"{page_of(UUID(int=1))}{address}"
    answer = browser.get(url) if address in ("", "correct/") else browser.post(url, {"reason": "x"})
    assert answer.status_code == 404


@pytest.mark.rule("AR-108")
def test_what_lost_is_compared_and_used_unless_it_changed_meanwhile(
    chain: Chain, browser: Client
) -> None:
    cast = chain[1]
    created = two_versions(cast)
    page = read(browser, f"{LIST}conflicts/")
    [url] = [link for link in page.links if f"conflicts/{created.entity}" in link]
    page = read(browser, url)
    assert page.text.index("Anna Two") < page.text.index("Anna One")
    seen = queries.tag_of(created.entity)
    edit(cast, cast.tills[0], created.entity, known_as="Ann")
    cast.settle()
    late = browser.post(url, {"do": "other", "seen": seen})
    assert (late.status_code, "changed in the meantime" in late.content.decode()) == (409, True)
    assert Customer.objects.get(id=created.entity).name == "Anna Two"
    fresh = {"seen": queries.tag_of(created.entity)}
    assert "The other version stands now." in send(browser, url, do="other", **fresh).text
    assert Customer.objects.get(id=created.entity).name == "Anna One"
    cast.settle()
    assert Customer.objects.using("till_2").get(id=created.entity).name == "Anna One"
    assert "settled this already" in send(browser, url, do="other", **fresh).text
    [kept] = Conflict.objects.filter(entity=created.entity, dismissed_by=chain[0].administrator)
    assert kept.value == {**(kept.value or {}), "name": "Anna One"}
    assert "No value has lost" in read(browser, f"{LIST}conflicts/").text


@pytest.mark.rule("AR-108")
def test_what_stands_is_kept_after_a_question(chain: Chain, browser: Client) -> None:
    created = two_versions(chain[1])
    before = Operation.objects.count()
    lost = Conflict.objects.get(entity=created.entity)
    url = f"{LIST}conflicts/{created.entity}/{lost.pk}/"
    answer = send(browser, url, do="keep", seen=queries.tag_of(created.entity), back="customer")
    assert "Off the list." in answer.text
    assert Operation.objects.count() == before
    assert Customer.objects.get(id=created.entity).name == "Anna Two"


def two_versions(cast: Network) -> Receipt:
    """Let two tills rename one customer while neither sees the other; the second wins."""
    first, second = cast.tills
    created = create(cast, first, {"name": "Anna Zero"}, patience=DEFAULT)
    cast.settle()
    for till, name in ((first, "Anna One"), (second, "Anna Two")):
        break_link(cast, till)
        edit(cast, till, created.entity, name=name)
        break_link(cast, till, None)
    cast.settle()
    return created


@pytest.mark.rule("AR-120")
def test_what_stands_too_long_raises_an_alert(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    refused(cast, cast.tills[0], {"name": "Wrong Customer", "note": "\a"})
    assert "for more than" not in read(browser, "/hq/nodes/").text
    Operation.objects.update(received_at=clock.now() - timedelta(hours=5))
    NodeReport.objects.create(
        node=cast.tills[0].id,
        at=clock.now(),
        pending=3,
        oldest_pending_at=clock.now() - timedelta(hours=5),
    )
    for url in ("/hq/nodes/", LIST):
        page = read(browser, url)
        assert "1 change has needed attention for more than 1 hour." in page.text
        assert "1 node has not sent its changes for more than 4 hours." in page.text


def policy(cast: Network, chosen: str) -> None:
    """Let the company choose what becomes of a new customer who may exist."""
    with acting_as(cast.headquarters):
        LegalEntity.objects.update(existing_customers=chosen)


def created_offline(cast: Network) -> Receipt:
    """Let a till without a line create somebody whom headquarters knows."""
    entered = {
        "name": "Åsa Öberg",
        "contacts": [{"kind": "email", "value": "asa@example.com"}],
    }
    create(cast, cast.headquarters, entered)
    till = cast.tills[0]
    till.parent.failed()
    receipt = create(cast, till, entered | {"name": "ÖBERG åsa"})
    till.parent.answered()
    cast.settle()
    return receipt


def test_who_may_exist_is_created_when_nobody_chose_otherwise(chain: Chain) -> None:
    receipt = created_offline(chain[1])
    new = Customer.objects.get(id=receipt.entity)
    assert new.party == new.id


def test_who_exists_is_linked_to_one_party(chain: Chain) -> None:
    policy(chain[1], "link")
    receipt = created_offline(chain[1])
    [old] = Customer.objects.filter(name="Åsa Öberg")
    for alias in ("default", "till_1", "till_2"):
        new = Customer.objects.using(alias).get(id=receipt.entity)
        assert new.party == old.party
        assert new.account_number not in ("", old.account_number)


def test_who_may_exist_is_looked_at_by_a_person(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    policy(cast, "review")
    receipt = created_offline(cast)
    assert not Customer.objects.filter(id=receipt.entity).exists()
    page = read(browser, page_of(receipt.operation))
    assert "The customer may be there already." in page.text
    assert "Åsa Öberg" in page.text
    assert "The customer was created." in send(browser, f"{page_of(receipt.operation)}create/").text
    cast.settle()
    new = Customer.objects.using("till_1").get(id=receipt.entity)
    assert new.account_number
    assert new.party == new.id


def test_the_existing_customer_is_used_instead(chain: Chain, browser: Client) -> None:
    cast = chain[1]
    policy(cast, "review")
    receipt = created_offline(cast)
    page = send(browser, f"{page_of(receipt.operation)}discard/", use="existing")
    assert "Reason given: The customer was there already." in page.text
    cast.settle()
    assert not Customer.objects.using("till_1").filter(id=receipt.entity).exists()
