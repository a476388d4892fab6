"""A cache on the way that hands out an old manifest for ever is noticed by the nodes behind it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.cast import Network, follow_once, publish
from tests.in_memory_link import InMemoryLink
from tests.integration.exchange.scenes import ON_REAL_DATABASES, create, edit
from tests.integration.health.scenes import speak
from tillbook.fleet import freshness
from tillbook.foundation import clock
from tillbook.health.own import own_standing
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Give what is added to the clock that tells how old an announcement is."""
    added = [timedelta()]
    later = SimpleNamespace(now=lambda: clock.now() + added[0])
    monkeypatch.setattr(freshness, "clock", later)
    return added


def freeze(cached: pytest.MonkeyPatch, child: ThisNode) -> None:
    """Put a cache before a node: it hands out for ever what it hands out first."""
    real, kept = InMemoryLink.head, dict[str, bytes | None]()

    def head(link: InMemoryLink, group: str, *, known: str) -> bytes | None:
        if link.child.id != child.id:
            return real(link, group, known=known)
        return kept.setdefault(group, real(link, group, known=""))

    cached.setattr(InMemoryLink, "head", head)
    follow_once(child)


def notices(node: ThisNode) -> bool:
    """Tell whether a node that is in contact says that data does not arrive."""
    with acting_as(node):
        node.parent.answered()
        return "feed.frozen" in {trouble.code for trouble in own_standing().troubles}


def hear(cast: Network) -> None:
    """Let every node hear from its parent, and the tills what the store heard."""
    speak(cast, cast.store)
    speak(cast)


@pytest.mark.parametrize("place", ["till", "store"])
def test_a_frozen_manifest_is_noticed_until_newer_data_arrives(
    cast: Network, monkeypatch: pytest.MonkeyPatch, passed: list[timedelta], place: str
) -> None:
    till, child = cast.tills[0], cast.tills[0] if place == "till" else cast.store
    made = create(cast, cast.headquarters)
    cast.settle()
    with monkeypatch.context() as cached:
        freeze(cached, child)
        edit(cast, cast.headquarters, made.entity, name="Anna Ek")
        cast.settle()
        hear(cast)
        assert not notices(till)
        passed[0] = timedelta(minutes=6)
        assert notices(till)
    cast.settle()
    for node in cast.children:
        follow_once(node)
    hear(cast)
    assert not notices(till)


def test_a_busy_chain_is_not_taken_for_a_frozen_one(cast: Network, passed: list[timedelta]) -> None:
    made = create(cast, cast.headquarters)
    for minutes in range(0, 15, 3):
        passed[0] = timedelta(minutes=minutes)
        cast.settle()
        edit(cast, cast.headquarters, made.entity, name=f"Anna {minutes}")
        # Headquarters has always published more when the nodes hear how far it is.
        publish(cast.headquarters)
        hear(cast)
        assert not notices(cast.tills[0])
