"""A till has two ways up: through its store, and past a store that cannot help."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.cast import Network, follow_once, publish
from tests.in_memory_link import Fault, InMemoryLink
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    break_link,
    create,
    edit,
    look,
    operation,
)
from tillbook.customers.models import AccountNumber
from tillbook.exchange import parent_link
from tillbook.exchange.errors import ParentUnreachable
from tillbook.exchange.models import Operation
from tillbook.exchange.up import upload
from tillbook.fleet import contact, routes
from tillbook.fleet.two_ways import TwoWays
from tillbook.nodes.models import LocalState
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES
State = Operation.State


@dataclass(kw_only=True)
class Scene:
    """A till with both ways."""

    cast: Network
    till: ThisNode
    ways: TwoWays
    #: The way past the store, to headquarters.
    past: InMemoryLink

    def contact(self) -> None:
        """Let the till speak to whoever answers."""
        with acting_as(self.till):
            contact.contact(parent_link.link())

    def upload(self) -> int:
        """Let the till send what waits."""
        with acting_as(self.till):
            return upload.upload_due(parent_link.link())

    def lose_the_store(self) -> None:
        """Let the store be gone; a contact finds it out."""
        break_link(self.cast, self.till)
        self.contact()

    def find_the_store_again(self) -> None:
        """Let the store answer again, the reconnect interval having passed."""
        break_link(self.cast, self.till, None)
        self.ways._again_at = 0.0  # noqa: SLF001  (the clock cannot be turned)
        self.contact()


@pytest.fixture
def scene(cast: Network) -> Iterator[Scene]:
    """Give the first till a second way."""
    till = cast.tills[0]
    past = InMemoryLink(child=till, parent=cast.headquarters)
    ways = TwoWays(node=till, first=cast.links[till.id], second=lambda: past)
    parent_link.use_link(till, ways)
    yield Scene(cast=cast, till=till, ways=ways, past=past)
    parent_link.use_link(till, cast.links[till.id])


def goes_past_the_store(scene: Scene) -> bool:
    """Tell which way the till takes."""
    return scene.till.parent.is_direct


def settle(scene: Scene) -> None:
    """Bring everything to rest."""
    scene.cast.settle()


def test_a_till_whose_store_is_gone_gets_its_number_from_headquarters(scene: Scene) -> None:
    scene.lose_the_store()
    assert goes_past_the_store(scene)
    waited_for = create(scene.cast, scene.till, patience=WAITING)
    assert waited_for.verdict is not None
    assert waited_for.verdict.assigned["account_number"]
    publish(scene.cast.headquarters)
    follow_once(scene.till)
    assert operation(scene.till, waited_for.operation).state == State.SETTLED
    assert look(scene.cast, scene.cast.store, waited_for.entity) is None
    scene.find_the_store_again()
    assert not goes_past_the_store(scene)
    settle(scene)
    assert_everywhere_alike(scene.cast, waited_for.entity)
    assert_at_rest(scene.cast)


def test_what_a_dead_store_kept_goes_past_it_at_once_and_once(scene: Scene) -> None:
    made = [create(scene.cast, scene.till) for _ in range(3)]
    assert scene.upload() == 3
    assert operation(scene.till, made[0].operation).relayed_at is not None
    assert scene.upload() == 0
    scene.lose_the_store()
    assert scene.upload() == 3
    break_link(scene.cast, scene.till, None)
    settle(scene)
    numbers = {
        str(assert_everywhere_alike(scene.cast, one.entity)["account_number"]) for one in made
    }
    with acting_as(scene.cast.headquarters):
        assert AccountNumber.objects.filter(number__in=numbers).count() == 3
        entities = [one.entity for one in made]
        assert Operation.objects.filter(entity__in=entities).count() == 3
    assert_at_rest(scene.cast)


def test_an_edit_goes_past_the_store_while_the_creation_waits_there(scene: Scene) -> None:
    created = create(scene.cast, scene.till)
    scene.upload()
    scene.lose_the_store()
    edit(scene.cast, scene.till, created.entity, name="Anna Berg")
    scene.upload()
    break_link(scene.cast, scene.till, None)
    settle(scene)
    assert assert_everywhere_alike(scene.cast, created.entity)["name"] == "Anna Berg"
    assert_at_rest(scene.cast)


def test_the_store_is_not_asked_again_before_the_reconnect_interval(scene: Scene) -> None:
    scene.lose_the_store()
    first = scene.cast.links[scene.till.id]
    tried = first.happened[Fault.CUT]
    for _ in range(3):
        scene.contact()
        create(scene.cast, scene.till, patience=WAITING)
    assert first.happened[Fault.CUT] == tried
    scene.find_the_store_again()
    assert not goes_past_the_store(scene)


def test_when_neither_answers_everything_waits_and_either_may_come_back(scene: Scene) -> None:
    scene.lose_the_store()
    scene.past.fault = lambda: Fault.CUT
    created = create(scene.cast, scene.till, patience=WAITING)
    assert created.verdict is None
    with pytest.raises(ParentUnreachable):
        scene.contact()
    break_link(scene.cast, scene.till, None)
    scene.contact()
    assert not goes_past_the_store(scene)
    settle(scene)
    assert_everywhere_alike(scene.cast, created.entity)


def test_a_till_learns_from_its_store_where_headquarters_is_and_remembers(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://headquarters.example"
    monkeypatch.setattr(routes, "url_for_children", lambda: address)
    scene.contact()
    with acting_as(scene.till):
        assert LocalState.objects.get().headquarters_url == address
        assert routes.headquarters_url() == address


@pytest.mark.parametrize("said", ["", "ftp://somewhere", "https://" + "x" * 300, "somewhere"])
def test_what_is_no_address_is_not_remembered(scene: Scene, said: str) -> None:
    with acting_as(scene.till):
        routes.remember("https://headquarters.example")
        routes.remember(said)
        assert routes.headquarters_url() == "https://headquarters.example"


def test_a_configured_address_wins_and_is_told_to_children(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_configured", [])
    with acting_as(scene.cast.headquarters):
        assert routes.url_for_children() == ""
    routes.offer_address(lambda: "https://hq.example")
    for node in (scene.cast.headquarters, scene.cast.store, scene.till):
        with acting_as(node):
            assert routes.url_for_children() == "https://hq.example"
            assert routes.headquarters_url() == "https://hq.example"
