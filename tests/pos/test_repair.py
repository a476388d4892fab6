"""At the till: what headquarters did not accept is marked, explained and settled."""

from datetime import timedelta

import pytest

from tests.cast import Network
from tests.hq.test_operations import created_offline, policy, two_versions
from tests.in_memory_link import Fault
from tests.integration.exchange.scenes import close_store, create, open_store
from tests.integration.repair.scenes import older_rules, refused
from tests.pos.conftest import DATABASES, Till, cut, mend
from tillbook.customers.models import Customer
from tillbook.exchange.models import Operation
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation import clock

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
WRONG = {"name": "Wrong Customer", "note": "\a"}


def change_of(receipt: Receipt) -> str:
    """Return the address of a change's page."""
    return f"/sync/changes/{receipt.operation}"


@pytest.mark.rule("AR-119")
def test_a_failed_operation_marks_the_customer_and_says_why(cast: Network, till: Till) -> None:
    wrong = refused(cast, till.node, WRONG)
    for url in (f"/customers/{wrong.entity}", "/sync"):
        page = till.get(url)
        assert "Needs attention" in page.text
        assert "text holds control characters" in page.text
        assert change_of(wrong) in page.page.links
        assert "control_character" not in page.html


def test_it_is_corrected_and_sent_in_the_form(cast: Network, till: Till) -> None:
    wrong = refused(cast, till.node, WRONG)
    form = till.get(f"{change_of(wrong)}/correct").page
    assert form.value("name") == "Wrong Customer"
    assert till.post(f"{change_of(wrong)}/correct", form.typed(name="")).status == 422
    saved = till.post(f"{change_of(wrong)}/correct", form.typed(name="Right", note="fine"))
    assert saved.location == f"/customers/{wrong.entity}?saved=edit"
    cast.settle()
    assert Customer.objects.using("till_2").get(id=wrong.entity).name == "Right"
    told = till.get(change_of(wrong)).text
    assert "Corrected" in told
    assert "Ada corrected a change that was not accepted" in told


def test_a_correction_that_is_refused_at_once_comes_back_and_the_original_stays(
    cast: Network, till: Till
) -> None:
    wrong = refused(cast, till.node, WRONG)
    form = till.get(f"{change_of(wrong)}/correct").page
    close_store(cast)
    again = till.post(f"{change_of(wrong)}/correct", form.typed(name="Right", note="fine"))
    assert again.status == 422
    assert "headquarters does not know this store" in again.text
    assert again.page.value("name") == "Right"
    open_store(cast)
    cast.settle()
    assert "Wrong Customer" in till.get("/sync").text
    assert till.post(f"{change_of(wrong)}/correct", again.page.fields).status == 303


def test_offline_too(cast: Network, till: Till) -> None:
    wrong = refused(cast, till.node, WRONG)
    cut(cast)
    till.node.parent.failed()
    assert "Offline" in till.get("/connection").text  # nobody there can settle it now
    form = till.get(f"{change_of(wrong)}/correct").page
    till.post(f"{change_of(wrong)}/correct", form.typed(name="Right", note="fine"))
    status = till.get("/sync").text
    assert "Needs attention" not in status
    assert "Right" in status
    second = till.post(f"{change_of(wrong)}/correct", form.typed(name="Twice", note="fine"))
    assert "Somebody else has settled this already." in till.get(second.location).text
    mend(cast)
    cast.settle()
    assert Customer.objects.using("default").get(id=wrong.entity).name == "Right"


def test_it_is_retried_closed_and_brought_back(cast: Network, till: Till) -> None:
    created = create(cast, till.node, {"name": "Anna Svensson"})
    close_store(cast)
    cast.settle()
    url = change_of(created)
    till.post(f"{url}/retry", {})
    assert "Sent to headquarters once more." in till.get(url).text
    cast.settle()
    assert "Needs attention" in till.get(url).text
    assert till.post(f"{url}/discard", {}).location == url
    assert "Say why, in a few words." in till.get(url).text
    till.post(f"{url}/discard", {"reason": "a test"})
    assert "Closed. You can bring it back here." in till.get(url).text
    assert till.get(f"/customers/{created.entity}").status == 404
    cast.settle()
    open_store(cast)
    till.post(f"{url}/retry", {})
    cast.settle()
    assert till.get(f"/customers/{created.entity}").status == 200
    assert Customer.objects.using("default").get(id=created.entity).account_number


def test_all_changes_of_the_register_are_listed_by_group(cast: Network, till: Till) -> None:
    refused(cast, till.node, WRONG)
    till.create(name="Anna Svensson")
    cast.settle()
    everything = till.get("/sync/changes").text
    assert "Anna Svensson" in everything
    assert "Wrong Customer" in everything
    assert "Anna Svensson" in till.get("/sync/changes?group=done").text
    assert "Wrong Customer" not in till.get("/sync/changes?group=done").text
    assert "Nothing here" in till.get("/sync/changes?group=closed&before=1").text
    narrowed = till.get("/sync/changes?q=wrong&reason=control_character").text
    assert "Wrong Customer" in narrowed
    assert "Anna Svensson" not in narrowed
    for none in ("hours=4", "reason=store.unknown", "q=nobody"):
        assert "No change fits." in till.get(f"/sync/changes?{none}").text


def test_another_till_sees_nothing_of_it(cast: Network, till: Till, at: type[Till]) -> None:
    wrong = refused(cast, till.node, WRONG)
    other = at(cast.tills[1])
    other.sign_in()
    assert other.get(change_of(wrong)).status == 404
    for act in ("retry", "discard", "create", "correct"):
        assert other.post(f"{change_of(wrong)}/{act}", {"reason": "x"}).status == 404


def test_what_lost_is_shown_on_the_customer_and_comes_back(cast: Network, till: Till) -> None:
    created = two_versions(cast)
    url = f"/customers/{created.entity}"
    assert f"{url}/conflicts" in till.get(url).page.links
    part = till.get(f"{url}/conflicts")
    assert "Two versions" in part.text
    assert "Anna One" in part.text
    [restore] = [link for link in part.page.links if "/conflicts/" in link]
    assert till.post(restore, {}).location == f"{url}?saved=edit"
    cast.settle()
    assert "Anna One" in till.get(url).text
    assert till.post(f"{url}/conflicts/9999", {}).location == f"{url}?saved=settled"
    assert "Somebody else has settled this already." in till.get(f"{url}?saved=settled").text


def test_without_a_line_nothing_is_said_of_what_lost(cast: Network, till: Till) -> None:
    created = two_versions(cast)
    cast.links[till.node.id].fault = lambda: Fault.CUT
    assert "Two versions" not in till.get(f"/customers/{created.entity}/conflicts").text


def test_who_may_exist_is_settled_at_the_till(cast: Network, till: Till) -> None:
    policy(cast, "review")
    receipt = created_offline(cast)
    page = till.get(change_of(receipt))
    assert "The customer may be there already." in page.text
    answer = till.post(f"{change_of(receipt)}/create", {})
    assert answer.location == f"/customers/{receipt.entity}"
    cast.settle()
    assert Customer.objects.using("till_2").get(id=receipt.entity).account_number


@pytest.mark.rule("AR-120")
def test_what_stands_too_long_at_the_till_raises_an_alert(cast: Network, till: Till) -> None:
    cut(cast)
    till.node.parent.failed()
    with older_rules():
        till.create(name="Anna Svensson")
    assert "for more than" not in till.get("/sync").text
    Operation.objects.using("till_1").update(received_at=clock.now() - timedelta(hours=5))
    assert "1 change has not been sent for more than 4 hours." in till.get("/sync").text
