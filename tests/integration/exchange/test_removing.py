"""Configuration that headquarters removes goes everywhere, and comes again when it is put again."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_at_rest,
    break_link,
    nodes_of,
    operation,
)
from tillbook import configuration
from tillbook.customers.models import Affiliation
from tillbook.exchange import kinds
from tillbook.exchange.core import heads, packages
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.down import blobs, groups, keys
from tillbook.exchange.errors import ParentUnreachable, StaleEdit
from tillbook.exchange.log import chain, effective, images
from tillbook.exchange.log.chain import Log
from tillbook.exchange.log.standing import standings
from tillbook.exchange.models import Entity, FeedCursor
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.nodes.transactions import write

pytestmark = ON_REAL_DATABASES


class Died(Exception):
    """The process ended here."""


def die(*arguments: Any, **named: Any) -> None:
    raise Died


def put(cast: Network, id: UUID, *, name: str = "Club", expected: str | None = None) -> Receipt:
    """Let headquarters put an affiliation."""
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        document = {"code": f"club-{id.hex}", "name": name}
        return configuration.put(actor, "affiliation", id=id, document=document, expected=expected)


def remove(cast: Network, id: UUID, *, expected: str | None = None) -> Receipt:
    """Let headquarters remove an affiliation."""
    with acting_as(cast.headquarters):
        actor = cast.headquarters.actor()
        return configuration.remove(actor, "affiliation", id=id, expected=expected)


def tag(cast: Network, id: UUID) -> str:
    with acting_as(cast.headquarters):
        return standings([id])[id].tag


def name_at(node: ThisNode, id: UUID) -> str | None:
    with acting_as(node):
        return Affiliation.objects.filter(id=id).values_list("name", flat=True).first()


def names(cast: Network, id: UUID) -> set[str | None]:
    return {name_at(node, id) for node in nodes_of(cast)}


def min_reader(cast: Network) -> int:
    with acting_as(cast.headquarters):
        content = blobs.head(groups.CHANNELS)
        assert content is not None
        return heads.open_head(content, cast.headquarters.keys.sign_public).min_reader


def test_what_is_removed_goes_at_every_node(cast: Network) -> None:
    club, other = new_id(), new_id()
    put(cast, club)
    put(cast, other, name="Other")
    cast.settle()
    assert names(cast, club) == {"Club"}
    receipt = remove(cast, club)
    assert receipt.verdict is not None
    assert receipt.verdict.outcome is Outcome.APPLIED
    assert name_at(cast.headquarters, club) is None
    cast.settle()
    assert names(cast, club) == {None}
    assert names(cast, other) == {"Other"}
    assert_at_rest(cast)


def test_what_is_put_again_under_its_id_is_everywhere_again(cast: Network) -> None:
    club = new_id()
    versions = []
    for name in ("Club", "Club again", "Club for good"):
        put(cast, club, name=name)
        cast.settle()
        assert names(cast, club) == {name}
        versions.append(int(tag(cast, club).partition(".")[0]))
        if name != "Club for good":
            remove(cast, club)
            cast.settle()
            assert names(cast, club) == {None}
    assert versions == [1, 3, 5]
    with acting_as(cast.tills[0]):
        assert Entity.objects.get(id=club).removed == ""


@pytest.mark.parametrize("comes_again", [False, True])
def test_a_node_that_was_offline_catches_up_with_all_of_it(
    cast: Network, comes_again: bool
) -> None:
    till, known, unheard = cast.tills[0], new_id(), new_id()
    put(cast, known)
    cast.settle()
    break_link(cast, till)
    for id in (known, unheard):
        put(cast, id, name="Changed")
        publish(cast.headquarters)
        remove(cast, id)
        publish(cast.headquarters)
        if comes_again:
            put(cast, id, name="Again")
            publish(cast.headquarters)
    follow_once(cast.store)
    with pytest.raises(ParentUnreachable):
        follow_once(till)
    assert name_at(till, known) == "Club"
    break_link(cast, till, None)
    cast.settle()
    for id in (known, unheard):
        assert names(cast, id) == ({"Again"} if comes_again else {None})


def test_all_packages_once_more_bring_nothing_back(cast: Network) -> None:
    gone, again = new_id(), new_id()
    for id in (gone, again):
        put(cast, id)
        cast.settle()
        remove(cast, id)
        cast.settle()
    put(cast, again, name="Again")
    cast.settle()
    for node in cast.children:
        with acting_as(node):
            FeedCursor.objects.all().delete()
        follow_once(node)
    assert names(cast, gone) == {None}
    assert names(cast, again) == {"Again"}


def test_a_package_holds_of_a_removed_thing_only_that_it_is_gone(cast: Network) -> None:
    club = new_id()
    put(cast, club)
    remove(cast, club)
    assert publish(cast.headquarters) == len([groups.CHANNELS, groups.OFFLINE])
    [item] = newest_items(cast)
    assert item == packages.Removal(kind="affiliation", id=club, version=2, why="delete")


def newest_items(cast: Network) -> list[packages.Item]:
    """Return what the newest package holds."""
    with acting_as(cast.headquarters):
        head = heads.open_head(
            blobs.head(groups.CHANNELS) or b"", cast.headquarters.keys.sign_public
        )
        content = blobs.get(groups.CHANNELS, head.name)
        assert content is not None
        key = keys.key_for(content)
        return packages.open_package(content, name=head.name, key=key)[1]


FOLLOWING = [(images, "bury"), (effective, "rebuild"), (Log, "flush")]


@pytest.mark.parametrize(("module", "step"), FOLLOWING)
def test_a_node_that_dies_while_it_removes_does_it_again(
    cast: Network, monkeypatch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    club = new_id()
    put(cast, club)
    cast.settle()
    remove(cast, club)
    publish(cast.headquarters)
    with monkeypatch.context() as patched:
        patched.setattr(module, step, die)
        with pytest.raises(Died):
            follow_once(cast.store)
    assert name_at(cast.store, club) == "Club"
    cast.settle()
    assert names(cast, club) == {None}


def test_what_comes_again_before_its_removal_is_rendered_is_not_removed(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = new_id()
    put(cast, club)
    cast.settle()
    remove(cast, club)
    with monkeypatch.context() as patched:
        patched.setattr(packages, "render", die)
        with pytest.raises(Died):
            publish(cast.headquarters)
    put(cast, club, name="Again")
    cast.settle()
    assert names(cast, club) == {"Again"}


def test_a_removal_at_headquarters_is_all_or_nothing(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = new_id()
    put(cast, club)
    cast.settle()
    with monkeypatch.context() as patched:
        patched.setattr(chain, "insert", die)
        with pytest.raises(Died):
            remove(cast, club)
    assert name_at(cast.headquarters, club) == "Club"
    assert tag(cast, club) == "1.0"
    put(cast, club, name="Still here")
    cast.settle()
    assert names(cast, club) == {"Still here"}


def test_what_waits_at_a_till_for_a_removed_thing_does_not_show_it(cast: Network) -> None:
    till, club = cast.tills[0], new_id()
    put(cast, club)
    cast.settle()
    break_link(cast, till)
    with acting_as(till):
        actor = cast.associate(till, Role.ADMINISTRATOR)
        asked = configuration.put(actor, "affiliation", id=club, document={"name": "Mine"})
    remove(cast, club)
    publish(cast.headquarters)
    follow_once(cast.store)
    break_link(cast, till, None)
    cast.settle()
    assert names(cast, club) == {None}
    assert operation(till, asked.operation).reason == PermissionRefused.code


def test_removing_what_is_gone_or_never_was_changes_nothing(cast: Network) -> None:
    club = new_id()
    put(cast, club)
    remove(cast, club)
    publish(cast.headquarters)
    for id in (club, new_id()):
        receipt = remove(cast, id)
        assert receipt.verdict is not None
        assert receipt.verdict.outcome is Outcome.DUPLICATE
    assert publish(cast.headquarters) == 0
    put(cast, club, name="Again")
    cast.settle()
    assert names(cast, club) == {"Again"}


def test_who_removes_another_version_than_they_saw_is_told(cast: Network) -> None:
    club = new_id()
    put(cast, club)
    seen = tag(cast, club)
    put(cast, club, name="Changed")
    with pytest.raises(StaleEdit):
        remove(cast, club, expected=seen)
    assert name_at(cast.headquarters, club) == "Changed"
    remove(cast, club, expected=tag(cast, club))
    assert name_at(cast.headquarters, club) is None


def test_who_edits_what_was_removed_meanwhile_is_told(cast: Network) -> None:
    club = new_id()
    put(cast, club)
    seen = tag(cast, club)
    remove(cast, club)
    with pytest.raises(StaleEdit):
        put(cast, club, name="Changed", expected=seen)
    with pytest.raises(StaleEdit):
        remove(cast, club, expected=seen)


def test_only_who_may_configure_removes(cast: Network) -> None:
    club = new_id()
    put(cast, club)
    actor = cast.associate(cast.headquarters, Role.MANAGER)
    with acting_as(cast.headquarters), pytest.raises(PermissionRefused):
        configuration.remove(actor, "affiliation", id=club)
    assert name_at(cast.headquarters, club) == "Club"


def test_a_node_that_could_not_store_it_does_not_have_it_after_its_upgrade(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, club = cast.tills[0], new_id()
    put(cast, club)
    publish(cast.headquarters)
    follow_once(cast.store)
    with monkeypatch.context() as patched:
        patched.setattr(kinds, "knows_entity", lambda name: name != "affiliation")
        follow_once(till)
        remove(cast, club)
        publish(cast.headquarters)
        follow_once(cast.store)
        follow_once(till)
    with acting_as(till), write():
        effective.adopt_kept()
    assert name_at(till, club) is None


def test_readers_that_cannot_remove_stop_while_something_is_removed(cast: Network) -> None:
    club = new_id()
    put(cast, club)
    cast.settle()
    assert min_reader(cast) == heads.MIN_READER
    remove(cast, club)
    cast.settle()
    assert min_reader(cast) == heads.READS_REMOVALS
    put(cast, club)
    cast.settle()
    assert min_reader(cast) == heads.MIN_READER
