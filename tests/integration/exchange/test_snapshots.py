"""Snapshots: a node that is new, far behind or moved to another group replaces what it has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network, follow_once, publish
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
    shown,
)
from tillbook.customers import document as documents
from tillbook.customers.models import Customer
from tillbook.customers.replicated import CUSTOMER
from tillbook.exchange import parent_link, serve
from tillbook.exchange.core import heads
from tillbook.exchange.core import snapshots as law
from tillbook.exchange.core.errors import BadPackage
from tillbook.exchange.down import blobs, groups, snapshot_maker, snapshot_taker
from tillbook.exchange.log import effective, images
from tillbook.exchange.log.chain import write_log
from tillbook.exchange.models import (
    Entity,
    FeedCursor,
    Group,
    GroupKey,
    Operation,
    Package,
    Snapshot,
    SnapshotLoad,
)
from tillbook.exchange.up import upload
from tillbook.fleet import queries
from tillbook.foundation import clock
from tillbook.nodes.this_node import ThisNode, acting_as

pytestmark = ON_REAL_DATABASES


LAW_OF_BELOW = law.below


class Died(Exception):
    """The process ended here."""


def die(*arguments: Any, **named: Any) -> None:
    raise Died


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few rows make many slices and chunks, and a snapshot be cheaper than any walk."""
    monkeypatch.setattr(snapshot_taker, "SLICE", 2)
    monkeypatch.setattr(snapshot_maker, "_READ", 3)
    monkeypatch.setattr(law, "MAX_ROWS", 5)
    monkeypatch.setattr(law, "_FEWEST", 0)
    monkeypatch.setattr(law, "_FILE", 0)
    monkeypatch.setattr(law, "below", _always)


def _always(number: int, packages: Any, *, whole: int) -> int:
    return number


def snapshot(cast: Network) -> int:
    """Let headquarters make the snapshots that are due, and name them in its heads."""
    publish(cast.headquarters)
    with acting_as(cast.headquarters):
        made = snapshot_maker.make_due("test")
    publish(cast.headquarters)
    return made


def empty(node: ThisNode) -> None:
    """Make a node one that was enrolled just now: no rows, no place in any group."""
    with acting_as(node), write_log():
        Entity.objects.all().delete()
        FeedCursor.objects.all().delete()
        SnapshotLoad.objects.all().delete()
        CUSTOMER.remove(list(Customer.objects.values_list("id", flat=True)))


def rows_of(node: ThisNode) -> dict[UUID, Any]:
    with acting_as(node):
        return documents.read(list(Customer.objects.values_list("id", flat=True)))


def load_of(node: ThisNode) -> SnapshotLoad:
    with acting_as(node):
        return SnapshotLoad.objects.get()


def follow_and_ask(node: ThisNode) -> None:
    follow_once(node)
    with acting_as(node):
        snapshot_taker.ask_again(parent_link.link())


def test_a_new_node_takes_the_snapshot_and_then_what_came_later(cast: Network) -> None:
    made = [create(cast, cast.headquarters).entity for _ in range(12)]
    assert snapshot(cast) == 2
    later = create(cast, cast.headquarters).entity
    edit(cast, cast.headquarters, made[0], name="Anna Berg")
    publish(cast.headquarters)
    for node in cast.children:
        empty(node)
        follow_once(node)
        load = load_of(node)
        assert load.finished_at is not None
        assert (load.done, load.is_first) == (load.total, True)
    for id in [*made, later]:
        assert_everywhere_alike(cast, id)
    assert shown(cast, cast.tills[0], made[0])["name"] == "Anna Berg"


def test_a_node_that_is_little_behind_walks(cast: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "below", LAW_OF_BELOW)
    create(cast, cast.headquarters)
    snapshot(cast)
    cast.settle()
    for node in cast.children:
        with acting_as(node):
            assert not SnapshotLoad.objects.exists()


def test_what_is_not_in_the_snapshot_leaves_and_what_is_undecided_stays(cast: Network) -> None:
    till = cast.tills[0]
    kept, gone, edited = (create(cast, cast.headquarters).entity for _ in range(3))
    cast.settle()
    edit(cast, till, edited, name="Edited here")
    own = create(cast, till, {"name": "Made here"}).entity
    with acting_as(cast.headquarters), write_log():
        # As if the packages that say so were not offered any more.
        images.bury("customer", {gone: 9}, why="delete")
        Customer.objects.filter(id=gone).delete()
    snapshot(cast)
    follow_once(cast.store)
    with acting_as(till), write_log():
        FeedCursor.objects.update(number=0, name="0" * 64)
    follow_once(till)
    assert load_of(till).finished_at is not None
    assert look(cast, till, gone) is None
    assert shown(cast, till, kept)["sync_state"] == "synced"
    assert shown(cast, till, edited)["name"] == "Edited here"
    assert shown(cast, till, own)["sync_state"] == "pending"
    cast.settle()
    for node in cast.children:
        follow_and_ask(node)
    cast.settle()
    for id in (kept, edited, own):
        assert_everywhere_alike(cast, id)
    assert_at_rest(cast)


def test_a_verdict_in_packages_that_were_never_walked_is_told_again(cast: Network) -> None:
    till = cast.tills[0]
    answered = create(cast, till, patience=WAITING)
    pending = create(cast, till, {"name": "Asked offline"})
    with acting_as(till):
        upload.upload_due(parent_link.link())
    with acting_as(cast.store):
        upload.upload_due(parent_link.link())
    publish(cast.headquarters)
    snapshot(cast)
    follow_once(cast.store)
    with acting_as(till), write_log():
        FeedCursor.objects.update(number=0, name="0" * 64)
    follow_once(till)
    assert shown(cast, till, answered.entity)["account_number"]
    assert operation(till, answered.operation).state == Operation.State.ANSWERED
    assert operation(till, pending.operation).state == Operation.State.PENDING
    for node in cast.children:
        follow_and_ask(node)
    assert load_of(till).asked_again
    cast.settle()
    for receipt in (answered, pending):
        assert operation(till, receipt.operation).state == Operation.State.SETTLED
        assert_everywhere_alike(cast, receipt.entity)
    assert_at_rest(cast)


#: Steps of taking a snapshot.
STEPS: list[tuple[object, str]] = [
    (snapshot_taker, "_begin"),
    (snapshot_taker, "_take_slice"),
    (snapshot_taker, "_take_rows"),
    (images, "store_rows"),
    (snapshot_taker, "_encoded_rows"),
    (snapshot_taker, "_evict_other_kinds"),
    (snapshot_taker, "_finish"),
    (blobs, "publish_head"),
]


def test_taking_that_is_interrupted_at_any_step_resumes(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [create(cast, cast.headquarters).entity for _ in range(8)]
    snapshot(cast)
    follow_once(cast.store)
    till = cast.tills[0]
    for module, step in STEPS:
        for calls in (0, 3):
            empty(till)
            with monkeypatch.context() as patched:
                patched.setattr(module, step, _dying_after(getattr(module, step), calls))
                try:
                    follow_once(till)
                except Died:
                    with acting_as(till):
                        load = SnapshotLoad.objects.first()
                        assert load is None or load.done <= Entity.objects.count()
            follow_once(till)
            assert load_of(till).done == load_of(till).total
            assert rows_of(till) == rows_of(cast.headquarters)
    cast.settle()
    for id in made:
        assert_everywhere_alike(cast, id)


def _dying_after(step: Any, calls: int) -> Any:
    left = [calls]

    def dying(*arguments: Any, **named: Any) -> Any:
        if not left[0]:
            raise Died
        left[0] -= 1
        return step(*arguments, **named)

    return dying


def test_two_followers_of_one_node_take_a_slice_once(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(8):
        create(cast, cast.headquarters)
    snapshot(cast)
    follow_once(cast.store)
    till = cast.tills[0]
    empty(till)
    others = iter([till])

    @contextmanager
    def overtaken() -> Iterator[Any]:
        for other in others:
            follow_once(other)
        with write_log() as log:
            yield log

    monkeypatch.setattr(snapshot_taker, "write_log", overtaken)
    follow_once(till)
    load = load_of(till)
    assert load.finished_at is not None
    assert load.done == load.total
    assert rows_of(till) == rows_of(cast.headquarters)


def test_a_damaged_part_is_refused_and_fetched_again(cast: Network) -> None:
    made = create(cast, cast.headquarters).entity
    snapshot(cast)
    till, store = cast.tills[0], cast.store
    follow_once(store)
    empty(till)
    with acting_as(store):
        group = groups.OFFLINE
        head = heads.open_head(blobs.head(group) or b"", store.identity.headquarters_key)
        assert head.snapshot is not None
        damaged = head.snapshot.name
        blobs.put(group, damaged, b"TBM1" + bytes(100))
    with pytest.raises(BadPackage):
        follow_once(till)
    assert look(cast, till, made) is None
    with acting_as(store):
        blobs.drop(group, damaged)
    follow_once(till)
    cast.settle()
    assert_everywhere_alike(cast, made)


def test_a_snapshot_that_is_interrupted_goes_on_where_it_was(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        create(cast, cast.headquarters)
    publish(cast.headquarters)
    for module, step in ((blobs, "put"), (snapshot_maker, "_note"), (snapshot_maker, "_finish")):
        with monkeypatch.context() as patched:
            patched.setattr(module, step, _dying_after(getattr(module, step), 1))
            with acting_as(cast.headquarters), pytest.raises(Died):
                snapshot_maker.make_due("test")
    snapshot(cast)
    with acting_as(cast.headquarters):
        for row in Snapshot.objects.all():
            assert row.name
            assert row.rows == Entity.objects.filter(removed="", version__gt=0).count()
    empty(cast.store)
    follow_once(cast.store)
    assert rows_of(cast.store) == rows_of(cast.headquarters)


def test_what_changes_while_a_snapshot_is_read_arrives_all_the_same(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [create(cast, cast.headquarters).entity for _ in range(6)]
    publish(cast.headquarters)
    late: list[UUID] = []
    put = blobs.put

    def meanwhile(group: str, name: str, content: bytes) -> None:
        put(group, name, content)
        monkeypatch.setattr(blobs, "put", put)
        late.append(create(cast, cast.headquarters).entity)
        edit(cast, cast.headquarters, made[-1], name="Edited meanwhile")
        edit(cast, cast.headquarters, made[0], name="Edited meanwhile")

    monkeypatch.setattr(blobs, "put", meanwhile)
    with acting_as(cast.headquarters):
        assert snapshot_maker.make_due("test") == 2
    for node in cast.children:
        empty(node)
    cast.settle()
    for id in [*made, *late]:
        assert_everywhere_alike(cast, id)


def test_a_register_that_is_moved_to_another_group_replaces_what_it_holds(cast: Network) -> None:
    till = cast.tills[0]
    seen = create(cast, cast.headquarters).entity
    cast.settle()
    with acting_as(till), write_log():
        # As an older release left it: at the packages of the channel databases.
        FeedCursor.objects.update(group=groups.CHANNELS)
        Group.objects.create(name=groups.CHANNELS, epoch="e")
        former = "0" * 16
        GroupKey.objects.create(id=former, group=groups.CHANNELS, key=b"k", made_at=clock.now())
        blobs.publish_head(groups.CHANNELS, b"{}")
    follow_once(till)
    assert shown(cast, till, seen), "it keeps what it has until the snapshot is there"
    with acting_as(till):
        assert not FeedCursor.objects.filter(group=groups.OFFLINE).exists()
    snapshot(cast)
    follow_once(cast.store)
    follow_once(till)
    with acting_as(till):
        assert FeedCursor.objects.get().group == groups.OFFLINE
        assert queries.loading() is None
        assert [one.name for one in Group.objects.all()] == [groups.OFFLINE]
        assert not GroupKey.objects.filter(id=former).exists()
        assert blobs.head(groups.CHANNELS) is None
    assert_everywhere_alike(cast, seen)


def test_the_progress_of_loading_can_be_asked(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        create(cast, cast.headquarters)
    snapshot(cast)
    follow_once(cast.store)
    till = cast.tills[0]
    empty(till)
    monkeypatch.setattr(snapshot_taker, "_TURN_S", -1.0)
    seen = []
    with acting_as(till):
        while not (SnapshotLoad.objects.filter(finished_at__isnull=False).exists()):
            follow_once(till)
            progress = queries.loading()
            if progress is not None:
                seen.append(progress.percent)
    assert seen == sorted(set(seen))
    assert 0 < seen[0] < 100


def test_a_snapshot_no_longer_offered_gives_way_to_the_newest(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(law, "is_due", _always_due)
    for _ in range(9):
        create(cast, cast.headquarters)
    snapshot(cast)
    store = cast.store
    empty(store)
    with monkeypatch.context() as patched:
        step = "_take_slice"
        patched.setattr(snapshot_taker, step, _dying_after(getattr(snapshot_taker, step), 3))
        with pytest.raises(Died):
            follow_once(store)
    begun = load_of(store)
    create(cast, cast.headquarters)
    snapshot(cast)
    with acting_as(cast.headquarters):
        old = Snapshot.objects.get(group=groups.CHANNELS, name=begun.name)
        for name in [old.name, *(chunk["name"] for chunk in old.chunks)]:
            blobs.drop(groups.CHANNELS, name)
    with acting_as(store):
        blobs.drop(groups.CHANNELS, begun.name)
    follow_once(store)
    assert load_of(store).name != begun.name
    assert rows_of(store) == rows_of(cast.headquarters)


def _always_due(**about: Any) -> bool:
    return True


def test_broken_links_only_delay_a_snapshot(cast: Network) -> None:
    made = [create(cast, cast.headquarters).entity for _ in range(4)]
    snapshot(cast)
    for node in cast.children:
        empty(node)
        break_link(cast, node, None)
    cast.settle()
    for id in made:
        assert_everywhere_alike(cast, id)
    with acting_as(cast.headquarters):
        numbers = Package.objects.filter(group=groups.OFFLINE).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_a_relay_forgets_the_parts_of_old_snapshots_and_keeps_packages(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(law, "is_due", _always_due)
    monkeypatch.setattr(serve, "PARTS_KEPT_S", -1.0)
    for number in range(2):
        create(cast, cast.headquarters, {"name": f"Anna {number}"})
        snapshot(cast)
        follow_once(cast.store)
        empty(cast.tills[0])
        follow_once(cast.tills[0])
    with acting_as(cast.headquarters):
        old, new = Snapshot.objects.filter(group=groups.OFFLINE).order_by("number")
        names = list(Package.objects.filter(group=groups.OFFLINE).values_list("name", flat=True))
    with acting_as(cast.store):
        assert blobs.get(groups.OFFLINE, new.name)
        assert not blobs.get(groups.OFFLINE, old.name)
        assert not any(blobs.get(groups.OFFLINE, chunk["name"]) for chunk in old.chunks)
        assert all(blobs.get(groups.OFFLINE, name) for name in names)


def test_a_register_that_is_moved_shows_nothing_older_than_it_showed(cast: Network) -> None:
    till = cast.tills[0]
    seen, deleted = create(cast, cast.headquarters), create(cast, cast.headquarters)
    snapshot(cast)
    cast.settle()
    edit(cast, cast.headquarters, seen.entity, name="Anna Berg")
    cast.settle()
    with acting_as(till), write_log():
        FeedCursor.objects.update(group=groups.CHANNELS)
        version = Entity.objects.get(id=deleted.entity).version
        effective.take_out("customer", {deleted.entity: version + 1}, why="delete")
    shown_meanwhile: list[Any] = []
    take = snapshot_taker.take

    def looking(*of: Any) -> Any:
        taken = take(*of)
        shown_meanwhile.extend(look(cast, till, one.entity) for one in (seen, deleted))
        return taken

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot_taker, "take", looking)
        follow_once(till)
    assert shown_meanwhile == [None, None]
    assert_everywhere_alike(cast, seen.entity)


def test_a_register_that_is_moved_back_in_the_midst_of_a_snapshot_keeps_nothing_of_it(
    cast: Network,
) -> None:
    till = cast.tills[0]
    kept, gone = (create(cast, cast.headquarters).entity for _ in range(2))
    cast.settle()
    with acting_as(cast.headquarters), write_log():
        # What the other group may have and this one may not.
        images.bury("customer", {gone: 9}, why="delete")
        Customer.objects.filter(id=gone).delete()
    snapshot(cast)
    follow_once(cast.store)
    with acting_as(till), write_log():
        begun = {"name": "n", "total": 9, "is_first": False, "began_at": clock.now()}
        SnapshotLoad.objects.create(group=groups.CHANNELS, epoch="e", **begun)
    follow_once(till)
    assert look(cast, till, gone) is None
    assert shown(cast, till, kept)
    with acting_as(till):
        assert SnapshotLoad.objects.get().group == groups.OFFLINE
