"""Losing the parent, finding it again, and switching by hand: as the offline profile says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from tests.cast import Network, publish
from tests.in_memory_link import InMemoryLink
from tests.pos.conftest import DATABASES, Till, cut, hire
from tests.pos.modes import offline, offline_at_headquarters, watch
from tillbook.config.wiring import pace_here
from tillbook.customers.models import Customer
from tillbook.customers.operations.create_customer import create_customer
from tillbook.exchange import parent_link
from tillbook.fleet import contact, runner
from tillbook.fleet.runner import Runner
from tillbook.fleet.two_ways import TwoWays
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
#: Long enough for a loop to turn more than once.
A_MOMENT_S = 2.5
CONTACT = contact.QUESTION


@contextmanager
def loops(*nodes: ThisNode) -> Iterator[None]:
    """Let the loops of nodes turn for a while."""
    runners = [Runner(node=node, pace=pace_here, contact_interval_s=0.2) for node in nodes]
    try:
        for one in runners:
            one.start()
        yield
    finally:
        for one in runners:
            one.stop()


def wait_for(is_so: Callable[[], bool]) -> None:
    patience = threading.Event()
    for _ in range(400):
        if is_so():
            return
        patience.wait(0.05)
    raise AssertionError("This did not happen within 20 seconds.")


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let minutes pass for the loops."""
    now = [1000.0]
    monkeypatch.setattr(runner, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def pass_by(count: float) -> None:
        now[0] += 60 * count

    return pass_by


@pytest.mark.rule("AR-083")
def test_the_health_check_finds_the_parent_without_anybody_working(
    cast: Network, till: Till, minutes: Callable[[float], None]
) -> None:
    offline(cast, advanced_switching=True, health_check_minutes=5, reconnect_s=1)
    cut(cast)
    till.create(name="Anna Svensson")
    asked = watch(cast, till.node)

    with loops(till.node):
        wait_for(lambda: asked.requests == [CONTACT])
        mend_link(cast, till.node)
        for waited in (0, 4.9):
            minutes(waited)
            threading.Event().wait(A_MOMENT_S)
            assert asked.requests == [CONTACT]
        minutes(0.2)
        wait_for(lambda: till.node.parent.is_reachable)

    assert asked.requests[:2] == [CONTACT, CONTACT]
    assert "Offline" not in till.get("/").text


def mend_link(cast: Network, node: ThisNode) -> None:
    """Let the link work again; the node has to find out."""
    cast.links[node.id].fault = lambda: None


def test_without_advanced_switching_it_is_tried_when_somebody_works(
    cast: Network, till: Till, minutes: Callable[[float], None]
) -> None:
    offline(cast, advanced_switching=False, reconnect_s=120)
    cut(cast)
    till.create(name="Anna Svensson")
    asked = watch(cast, till.node)

    with loops(till.node):
        wait_for(lambda: asked.requests == [CONTACT])
        mend_link(cast, till.node)
        minutes(60)
        threading.Event().wait(A_MOMENT_S)
        assert asked.requests == [CONTACT]
        till.get("/connection", **{"HX-Request": "true"})
        threading.Event().wait(A_MOMENT_S)
        assert asked.requests == [CONTACT]
        till.get("/customers/new")
        wait_for(lambda: till.node.parent.is_reachable)


def test_who_works_before_the_interval_is_over_does_not_bring_another_try(
    cast: Network, till: Till, minutes: Callable[[float], None]
) -> None:
    offline(cast, advanced_switching=False, reconnect_s=120)
    cut(cast)
    till.create(name="Anna Svensson")
    asked = watch(cast, till.node)

    with loops(till.node):
        wait_for(lambda: asked.requests == [CONTACT])
        till.get("/customers/new")
        threading.Event().wait(A_MOMENT_S)
        assert asked.requests == [CONTACT]
        minutes(2)
        wait_for(lambda: len(asked.requests) > 1)


@pytest.mark.rule("AR-084")
def test_settings_before_sign_in_go_offline_and_people_sign_in_all_the_same(
    cast: Network, at: type[Till]
) -> None:
    offline(cast, allow_switch_before_sign_in=True)
    till = at(cast.tills[0]).speak("en")
    page = till.get("/sign-in")

    switched = till.post("/sign-in/connection", {"state": "disconnected"})

    assert "Settings" in page.text
    assert "Disconnect" in page.text
    away = till.get(switched.location)
    assert "Disconnected by hand." in away.text
    assert "Connect" in away.text.split()
    assert till.sign_in().location == "/"
    assert "Pending sync" in till.create(name="Anna Svensson").text
    till.post("/sign-out", {})
    till.post("/sign-in/connection", {"state": "connected"})
    assert "Disconnected" not in till.get("/sign-in").text


def test_where_the_profile_does_not_allow_it_nobody_switches_before_sign_in(
    cast: Network, at: type[Till]
) -> None:
    till = at(cast.tills[0]).speak("en")

    answer = till.post("/sign-in/connection", {"state": "disconnected"})

    assert answer.status == 403
    assert "Settings" not in till.get("/sign-in").text
    assert till.node.parent.is_reachable


@pytest.mark.rule("AR-085")
def test_operation_917_says_what_it_would_do(cast: Network, at: type[Till]) -> None:
    hire(cast, role="manager")
    till = at(cast.tills[0])
    till.sign_in(number="200")

    connected = till.get("/sync").text.split()
    till.node.parent.failed()
    lost = till.get("/sync").text.split()
    till.post("/sync/connection", {"state": "disconnected"})
    by_hand = till.get("/sync").text.split()

    assert ("Disconnect" in connected, "Connect" in connected) == (True, False)
    for words in (lost, by_hand):
        assert ("Disconnect" in words, "Connect" in words) == (False, True)


@pytest.mark.rule("AR-087")
@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_was_made_offline_goes_up_by_itself(
    cast: Network, till: Till, *, is_restarted: bool
) -> None:
    cut(cast)
    till.create(name="Anna Svensson")
    rows = Customer.objects.using("default").filter(name="Anna Svensson")

    with loops(cast.store):
        if is_restarted:
            mend_link(cast, till.node)
        with loops(till.node):
            mend_link(cast, till.node)
            wait_for(rows.exists)

    assert rows.count() == 1


@pytest.mark.rule("AR-102")
def test_a_register_whose_profile_pauses_receives_no_data_and_sends_all_the_same(
    cast: Network, till: Till
) -> None:
    offline(cast, pause_synchronization=True)
    chain = Customer.objects.using("default")
    paused = "The offline profile pauses synchronization"

    with loops(cast.store, till.node):
        wait_for(lambda: till.node.parent.pauses_data)
        with acting_as(cast.headquarters):
            new = create_customer(cast.headquarters.actor(), new_id(), {"name": "Berta"}, store="1")
        publish(cast.headquarters)
        wait_for(Customer.objects.using("store").filter(id=new.entity).exists)
        till.create(name="Anna Svensson")
        wait_for(chain.filter(name="Anna Svensson").exists)
        threading.Event().wait(A_MOMENT_S)
        assert not Customer.objects.using(till.node.database).filter(id=new.entity).exists()
        assert paused in till.get("/sync").text
        offline_at_headquarters(cast, pause_synchronization=False)
        publish(cast.headquarters)
        wait_for(Customer.objects.using(till.node.database).filter(id=new.entity).exists)

    assert paused not in till.get("/sync").text


def test_a_till_that_goes_past_its_store_leaves_it_alone_as_its_profile_says(
    cast: Network, till: Till
) -> None:
    offline(cast, reconnect_s=60)
    first, past = cast.links[till.node.id], InMemoryLink(child=till.node, parent=cast.headquarters)
    parent_link.use_link(till.node, TwoWays(node=till.node, first=first, second=lambda: past))
    cut(cast, till.node)

    with loops(till.node):
        wait_for(lambda: till.node.parent.is_direct)
        mend_link(cast, till.node)
        threading.Event().wait(A_MOMENT_S)
        assert till.node.parent.is_direct

    offline(cast, reconnect_s=1)
    ways = TwoWays(node=till.node, first=first, second=lambda: past)
    parent_link.use_link(till.node, ways)
    with loops(till.node):
        cut(cast, till.node)
        wait_for(lambda: till.node.parent.is_direct)
        mend_link(cast, till.node)
        wait_for(lambda: not till.node.parent.is_direct)
