"""A node killed while it takes a snapshot, headquarters while it makes one, and a full disk."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import connections

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    assert_everywhere_alike,
    create,
    shown,
)
from tests.integration.exchange.test_snapshots import empty, load_of, rows_of, small, snapshot
from tillbook.config.sqlcipher.errors import DatabaseFull
from tillbook.exchange import serve
from tillbook.exchange.core.containers import name_of
from tillbook.exchange.down import blobs, groups, snapshot_maker, snapshot_taker
from tillbook.exchange.log import effective, images
from tillbook.exchange.models import Entity, FeedCursor, Snapshot, SnapshotLoad
from tillbook.nodes.this_node import ThisNode, acting_as

__all__ = ["small"]
DATABASES = ON_REAL_DATABASES[1]


def dies(module: object, step: str, calls: int, work: Callable[[], object]) -> bool:
    """Do some work in a process that is killed for good at a step; tell whether it got there."""
    connections.close_all()
    child = os.fork()
    if not child:
        left, real = [calls], getattr(module, step)

        def killing(*arguments: Any, **named: Any) -> Any:
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*arguments, **named)

        setattr(module, step, killing)
        with suppress(BaseException):
            work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.database
@DATABASES
def test_a_node_killed_anywhere_while_it_takes_a_snapshot_goes_on(cast: Network) -> None:
    made = [create(cast, cast.headquarters).entity for _ in range(8)]
    snapshot(cast)
    follow_once(cast.store)
    till = cast.tills[0]
    steps: list[tuple[object, str]] = [
        (snapshot_taker, "_begin"),
        (snapshot_taker, "_held"),
        (images, "store_rows"),
        (SnapshotLoad, "save"),
        (effective, "take_out"),
        (snapshot_taker, "_finish"),
        (FeedCursor, "save"),
        (blobs, "publish_head"),
    ]
    kills = 0
    empty(till)
    for calls in (0, 2):
        for module, step in steps:
            kills += dies(module, step, calls, lambda: follow_once(till))
            with acting_as(till):
                load = SnapshotLoad.objects.first()
                complete = FeedCursor.objects.exists()
                held = Entity.objects.filter(removed="").count()
            assert held == (load.done if load else 0), "rows and place move together"
            assert not complete or (load and load.finished_at), "complete only with the flag"
        with acting_as(till):
            SnapshotLoad.objects.all().delete()
            FeedCursor.objects.all().delete()
        empty(till)
    assert kills >= 8
    follow_once(till)
    assert rows_of(till) == rows_of(cast.headquarters)
    cast.settle()
    for id in made:
        assert_everywhere_alike(cast, id)


@pytest.mark.database
@DATABASES
def test_headquarters_killed_while_it_makes_a_snapshot_goes_on(cast: Network) -> None:
    for _ in range(12):
        create(cast, cast.headquarters)
    publish(cast.headquarters)

    def make() -> None:
        with acting_as(cast.headquarters):
            snapshot_maker.make_due("test")

    steps: list[tuple[object, str]] = [
        (blobs, "put"),
        (Snapshot, "save"),
        (snapshot_maker, "_note"),
        (snapshot_maker, "_finish"),
    ]
    assert all(dies(module, step, calls, make) for module, step in steps for calls in (0, 1))
    snapshot(cast)
    with acting_as(cast.headquarters):
        there = Entity.objects.filter(removed="", version__gt=0).count()
        assert set(Snapshot.objects.values_list("rows", flat=True)) == {there}
    empty(cast.store)
    follow_once(cast.store)
    assert rows_of(cast.store) == rows_of(cast.headquarters)


@contextmanager
def full_disk(node: ThisNode) -> Iterator[None]:
    """Let the database grow by no page more: a true SQLITE_FULL."""
    with connections[node.database].cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA max_page_count = 1")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1000000")


@DATABASES
def test_a_full_disk_stops_the_load_and_nothing_else(cast: Network) -> None:
    for _ in range(40):
        create(cast, cast.headquarters, {"name": "Anna " + "x" * 150, "note": "y" * 3_000})
    snapshot(cast)
    follow_once(cast.store)
    till = cast.tills[0]
    empty(till)
    with full_disk(till):
        with pytest.raises(DatabaseFull):
            follow_once(till)
        with acting_as(till):
            assert not FeedCursor.objects.exists()
    own = create(cast, till, {"name": "Made meanwhile"}).entity
    follow_once(till)
    assert load_of(till).done == load_of(till).total
    assert shown(cast, till, own)["name"] == "Made meanwhile"
    with acting_as(till):
        assert FeedCursor.objects.get().group == groups.OFFLINE


@pytest.mark.database
@DATABASES
def test_a_relay_without_room_passes_on_what_it_cannot_keep(cast: Network) -> None:
    create(cast, cast.headquarters)
    snapshot(cast)
    with acting_as(cast.headquarters):
        name = Snapshot.objects.get(group=groups.OFFLINE).name
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with acting_as(cast.store):
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            content = serve.package(groups.OFFLINE, name)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert name_of(content) == name
        assert blobs.get(groups.OFFLINE, name) is None
        assert not list(cast.store.folder.rglob("*.partial"))
