"""What comes down: applied whole, in order, once; from any cache; after any interruption."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from tests.cast import Network, follow_once, publish
from tests.in_memory_link import Fault
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    assert_at_rest,
    assert_everywhere_alike,
    create,
    edit,
    look,
    operation,
    resend,
    shown,
)
from tillbook import configuration
from tillbook.customers import document as documents
from tillbook.customers.models import Affiliation, Customer
from tillbook.exchange import kinds, parent_link
from tillbook.exchange.core import heads
from tillbook.exchange.core.errors import BadHead, BadPackage, ReaderTooOld, WentBack
from tillbook.exchange.core.heads import UploadValve
from tillbook.exchange.down import blobs, follow, groups
from tillbook.exchange.errors import ParentUnreachable
from tillbook.exchange.log import effective, images, verdicts
from tillbook.exchange.log.chain import Log, write_log
from tillbook.exchange.models import Entity, FeedCursor, LogEntry, Operation, Package
from tillbook.exchange.parent_link import Answer
from tillbook.exchange.up import upload
from tillbook.foundation.ids import new_id
from tillbook.health.rules.troubles import NodeFacts, troubles_of
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.nodes.transactions import write
from tillbook.scheduler.operations import sessions
from tillbook.screens.health import trouble

pytestmark = ON_REAL_DATABASES


class Died(Exception):
    """The process ended here."""


def die(*arguments: Any, **named: Any) -> None:
    raise Died


def rows_of(node: ThisNode) -> tuple[Any, ...]:
    """Return what a node holds of customers and operations, to be compared."""
    with acting_as(node):
        ids = list(Customer.objects.values_list("id", flat=True).order_by("id"))
        operations = Operation.objects.order_by("id").values_list("id", "state", "outcome")
        return documents.read(ids), list(operations), LogEntry.objects.count()


#: Steps of following, and whether the rows are committed when it is reached.
STEPS: list[tuple[object, str, bool]] = [
    (blobs, "fetch", False),
    (follow, "_open", False),
    (verdicts, "settle", False),
    (images, "store", False),
    (effective, "rebuild", False),
    (effective, "take_images", False),
    (follow, "_apply_items", False),
    (Log, "flush", False),
    (blobs, "publish_head", True),
]


def test_following_that_is_interrupted_at_any_step_resumes(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]
    made = []
    for module, step, is_committed in STEPS:
        created = create(cast, till, patience=WAITING)
        made.append(created.entity)
        edit(cast, till, created.entity, name="Anna Berg")
        publish(cast.headquarters)
        for node in (cast.store, till):
            before = rows_of(node)
            with monkeypatch.context() as patched:
                patched.setattr(module, step, die)
                with pytest.raises(Died):
                    follow_once(node)
            assert (rows_of(node) != before) is is_committed
            follow_once(node)
    cast.settle()
    for id in made:
        assert assert_everywhere_alike(cast, id)["name"] == "Anna Berg"
    assert_at_rest(cast)


def test_replaying_packages_changes_nothing(cast: Network) -> None:
    created = create(cast, cast.tills[0])
    cast.settle()
    edit(cast, cast.tills[1], created.entity, name="Anna Berg")
    cast.settle()
    for node in cast.children:
        before = rows_of(node)
        with acting_as(node):
            FeedCursor.objects.all().delete()
        follow_once(node)
        assert rows_of(node) == before


def test_two_followers_of_one_node_apply_a_package_once(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = create(cast, cast.headquarters)
    publish(cast.headquarters)
    follow_once(cast.store)
    till = cast.tills[0]
    others = iter([till])

    @contextmanager
    def overtaken() -> Iterator[Log]:
        for other in others:
            follow_once(other)
        with write_log() as log:
            yield log

    monkeypatch.setattr(follow, "write_log", overtaken)
    follow_once(till)
    assert shown(cast, till, created.entity)["account_number"]
    with acting_as(till):
        head = heads.open_head(blobs.head(groups.OFFLINE) or b"", till.identity.headquarters_key)
        assert FeedCursor.objects.get().number == head.number


def test_packages_older_than_the_list_are_found_by_their_chain(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "TAIL", 2)
    made = []
    for _ in range(5):
        made.append(create(cast, cast.headquarters).entity)
        publish(cast.headquarters)
    follow_once(cast.store)
    with acting_as(cast.store):
        follow.follow(groups.CHANNELS, parent_link.link(), known="")
    for id in made:
        assert look(cast, cast.store, id)
    cast.settle()
    for id in made:
        assert_everywhere_alike(cast, id)


def test_a_chain_walk_that_is_interrupted_resumes(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "TAIL", 1)
    created = create(cast, cast.headquarters)
    for _ in range(4):
        create(cast, cast.headquarters)
        publish(cast.headquarters)
    calls = iter([None, None, None, Fault.CUT])
    cast.links[cast.store.id].fault = lambda: next(calls, None)
    with pytest.raises(ParentUnreachable):
        follow_once(cast.store)
    assert look(cast, cast.store, created.entity) is None
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_an_older_manifest_is_refused_and_nothing_is_undone(cast: Network) -> None:
    with acting_as(cast.headquarters):
        old = blobs.head(groups.OFFLINE)
    created = create(cast, cast.headquarters)
    cast.settle()
    with acting_as(cast.store):
        assert old is not None
        blobs.publish_head(groups.OFFLINE, old)
    with pytest.raises(WentBack):
        follow_once(cast.tills[0])
    assert shown(cast, cast.tills[0], created.entity)["sync_state"] == "synced"
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_a_relay_does_not_pass_on_a_manifest_older_than_what_it_passed_on(cast: Network) -> None:
    create(cast, cast.tills[0], patience=WAITING)
    cast.settle()
    with acting_as(cast.headquarters):
        group = groups.OFFLINE
        old = blobs.head(group)
    with acting_as(cast.store):
        follow.relay(group, parent_link.link(), known="")
    create(cast, cast.tills[0], patience=WAITING)
    cast.settle()
    assert old is not None
    with acting_as(cast.store):
        follow.relay(group, parent_link.link(), known="")
        newer = blobs.head(group)
        with acting_as(cast.headquarters):
            blobs.publish_head(group, old)
        with pytest.raises(WentBack):
            follow.relay(group, parent_link.link(), known="")
        assert blobs.head(group) == newer != old


def test_a_manifest_that_headquarters_did_not_sign_is_refused(cast: Network) -> None:
    with acting_as(cast.headquarters):
        head = heads.open_head(
            blobs.head(groups.OFFLINE) or b"", cast.headquarters.keys.sign_public
        )
    forged = heads.sign(msgspec.structs.replace(head, number=999), cast.store.keys.signing)
    with acting_as(cast.store):
        blobs.publish_head(groups.OFFLINE, forged)
    with pytest.raises(BadHead):
        follow_once(cast.tills[0])


def test_a_damaged_package_is_refused_and_fetched_again(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = create(cast, cast.headquarters)
    publish(cast.headquarters)
    link = cast.links[cast.store.id]
    package = type(link).package

    def damaged(self: Any, group: str, name: str) -> bytes:
        return package(self, group, name)[:-1] + b"x"

    with monkeypatch.context() as patched:
        patched.setattr(type(link), "package", damaged)
        with pytest.raises(BadPackage):
            follow_once(cast.store)
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_a_verdict_that_comes_by_package_first_is_not_undone_by_a_late_answer(
    cast: Network,
) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    cast.settle()
    row = operation(till, created.operation)
    with acting_as(till):
        verdict = verdicts.verdict_of(row)
        verdicts.note_answers([Answer(operation=created.operation, verdict=verdict)])
        verdicts.note_answers([Answer(operation=created.operation, refused="operation.altered")])
    assert operation(till, created.operation).state == Operation.State.SETTLED
    assert_everywhere_alike(cast, created.entity)


def test_a_final_answer_is_not_taken_back_by_an_older_package(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    edited = edit(cast, till, created.entity, name="Anna Berg", patience=WAITING)
    publish(cast.headquarters)
    for id in (created.operation, edited.operation):
        answers = resend(cast, till, id, to=cast.headquarters)
        with acting_as(till):
            verdicts.note_answers(answers)
    number = shown(cast, till, created.entity)["account_number"]
    assert number
    for node in (cast.store, till):
        follow_once(node)
    assert shown(cast, till, created.entity)["account_number"] == number
    assert operation(till, edited.operation).outcome == "applied"
    cast.settle()
    assert_everywhere_alike(cast, created.entity)
    assert_at_rest(cast)


def test_what_a_newer_headquarters_wrote_survives_an_edit_by_an_older_till(cast: Network) -> None:
    till = cast.tills[0]
    created = create(cast, cast.headquarters)
    kind = kinds.entity_kind("customer")
    with acting_as(cast.headquarters):
        image = images.load(kind, [created.entity])[created.entity]
        newer = image.document | {
            "loyalty_tier": {"name": "gold"},
            "badge/1": {"kind": "passport"},
        }
        newer["contacts"] = [{**newer["contacts"][0], "verified": True}]
        images.store(
            kind,
            [images.Image(id=image.id, version=1, stamps=image.stamps, document=newer)],
        )
    cast.settle()
    edit(cast, till, created.entity, name="Anna Berg")
    with acting_as(till):
        state = effective.shown_state(kind, created.entity)
        assert state.units["loyalty_tier"] == {"name": "gold"}
    cast.settle()
    for node in (cast.headquarters, *cast.children):
        with acting_as(node):
            kept = images.load(kind, [created.entity])[created.entity].document
        assert kept["loyalty_tier"] == {"name": "gold"}
        assert kept["badge/1"] == {"kind": "passport"}
        assert kept["contacts"][0]["verified"] is True
        assert kept["name"] == "Anna Berg"


def test_a_store_of_an_older_release_passes_on_what_it_cannot_read(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = cast.tills[0]
    created = create(cast, till)
    with monkeypatch.context() as patched:
        patched.setattr(kinds, "knows_entity", lambda name: name != "customer")
        [answer] = resend(cast, till, created.operation, to=cast.store)
    assert answer.refused == ""
    cast.settle()
    assert_everywhere_alike(cast, created.entity)


def test_an_upgraded_node_has_what_came_while_it_could_not_store_it(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, grouping = cast.tills[0], new_id()
    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(),
            "affiliation",
            id=grouping,
            document={"code": "club", "name": "Club"},
        )
        publish(cast.headquarters)
    follow_once(cast.store)
    with monkeypatch.context() as patched:
        patched.setattr(kinds, "knows_entity", lambda name: name != "affiliation")
        follow_once(till)
    with acting_as(till):
        assert not Affiliation.objects.filter(id=grouping).exists()
        with write():
            effective.adopt_kept()
        assert Affiliation.objects.get(id=grouping).name == "Club"
        assert not Entity.objects.filter(image__isnull=False).exists()


@pytest.mark.parametrize("counter", ["retries", "skipped"])
def test_a_copy_that_forgot_what_people_asked_for_is_older_too(cast: Network, counter: str) -> None:
    with acting_as(cast.headquarters):
        before = blobs.head(groups.OFFLINE)
        assert before is not None
        number = Package.objects.filter(group=groups.OFFLINE).latest("number").number
        if counter == "retries":
            sessions.retry(cast.headquarters.actor(), groups.OFFLINE, number)
        else:
            sessions.cancel(cast.headquarters.actor(), groups.OFFLINE, number)
    publish(cast.headquarters)
    follow_once(cast.store)
    with acting_as(cast.headquarters):
        blobs.publish_head(groups.OFFLINE, before)
    with acting_as(cast.store), pytest.raises(WentBack):
        follow.relay(groups.OFFLINE, parent_link.link(), known="")


def test_an_older_reader_says_what_to_do_and_loses_nothing(cast: Network) -> None:
    till = cast.tills[0]
    with acting_as(cast.headquarters):
        published = blobs.head(groups.OFFLINE)
        assert published is not None
        now = heads.open_head(published, till.identity.headquarters_key)
        newer = msgspec.structs.replace(
            now, format=heads.FORMAT + 1, min_reader=heads.FORMAT + 1, upload=UploadValve(runs=1)
        )
        content = msgspec.json.encode(msgspec.to_builtins(newer) | {"of_a_later_release": [1]})
        key = cast.headquarters.keys.signing
        signed = heads.SignedHead(content=content, signature=key.sign(content))
        blobs.publish_head(groups.OFFLINE, msgspec.json.encode(signed))
    with acting_as(cast.store):
        follow.relay(groups.OFFLINE, parent_link.link(), known="")
        assert blobs.head(groups.OFFLINE) == msgspec.json.encode(signed)
    made = create(cast, till)
    with acting_as(till):
        position = FeedCursor.objects.get().number
        with pytest.raises(ReaderTooOld, match="this release cannot read") as raised:
            follow.follow(groups.OFFLINE, parent_link.link(), known="")
        assert "Upgrade this node." in raised.value.remedy
        [said] = troubles_of(NodeFacts(failing_loops=[("follow", raised.value.code)]))
        assert "Upgrade the node." in trouble(said)
        assert FeedCursor.objects.get().number == position
        assert upload.upload_due(parent_link.link()) == 1
    assert shown(cast, till, made.entity)["sync_state"] == "pending"
    with acting_as(cast.store):
        blobs.publish_head(groups.OFFLINE, published)
    with acting_as(cast.headquarters):
        blobs.publish_head(groups.OFFLINE, published)
    cast.settle()
    assert_everywhere_alike(cast, made.entity)
