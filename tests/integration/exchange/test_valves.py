"""Valves: what is held waits, what was asked for goes once, and nothing is broken by the order."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DataError

from tests.cast import Network, follow_once, publish
from tests.integration.exchange.scenes import (
    ON_REAL_DATABASES,
    WAITING,
    create,
    edit,
    look,
    operation,
    shown,
)
from tillbook.exchange import parent_link, valves
from tillbook.exchange.core.heads import UploadValve
from tillbook.exchange.core.lanes import BatchLimit
from tillbook.exchange.down import blobs, follow, leases, packager
from tillbook.exchange.errors import PackageStopped
from tillbook.exchange.models import (
    Change,
    FeedCursor,
    Group,
    JobRun,
    Lease,
    Operation,
    UploadSession,
    Valve,
)
from tillbook.exchange.up import accept, decide_job, upload
from tillbook.exchange.valves import Direction, Mode
from tillbook.foundation import clock
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.scheduler.operations import sessions

pytestmark = ON_REAL_DATABASES
CUSTOMERS = "1010"


def turn(cast: Network, name: str, mode: Valve.Mode, *, every_s: int = 0) -> None:
    directions = {valves.UPLOAD: Direction.UPLOAD, valves.DECIDE: Direction.DECIDE}
    with acting_as(cast.headquarters):
        direction = directions.get(name, Direction.DOWNLOAD)
        kinds = ["customer"] if direction == Direction.DOWNLOAD else []
        valves.set_valve(name, direction=direction, kinds=kinds, mode=mode, every_s=every_s)
    tell(cast)


def tell(cast: Network) -> None:
    publish(cast.headquarters)
    for node in cast.children:
        follow_once(node)


def run(cast: Network, name: str) -> None:
    with acting_as(cast.headquarters):
        valves.run_now(name)
    tell(cast)


def send(node: ThisNode) -> int:
    with acting_as(node):
        return upload.upload_due(parent_link.link())


def decide(cast: Network) -> int:
    with acting_as(cast.headquarters):
        return decide_job.decide_due()


def test_a_held_upload_lets_one_run_through_when_asked(cast: Network) -> None:
    till = cast.tills[0]
    turn(cast, valves.UPLOAD, Mode.HELD)
    made = create(cast, till)
    assert send(till) == 0
    run(cast, valves.UPLOAD)
    assert send(till) == 1
    assert send(cast.store) == 1
    create(cast, till)
    assert send(till) == 0
    turn(cast, valves.UPLOAD, Mode.CONTINUOUS)
    cast.settle()
    assert shown(cast, till, made.entity)["account_number"]


def test_a_run_that_was_asked_for_twice_before_it_began_is_one(cast: Network) -> None:
    turn(cast, valves.DECIDE, Mode.HELD)
    with acting_as(cast.headquarters):
        valves.run_now(valves.DECIDE)
        valves.run_now(valves.DECIDE)
        assert Valve.objects.get(name=valves.DECIDE).asked == 1


def test_who_waits_passes_the_held_upload(cast: Network) -> None:
    turn(cast, valves.UPLOAD, Mode.HELD)
    turn(cast, valves.DECIDE, Mode.HELD)
    receipt = create(cast, cast.tills[0], patience=WAITING)
    assert receipt.verdict is not None


def test_held_deciding_keeps_operations_until_its_run(cast: Network) -> None:
    till = cast.tills[0]
    turn(cast, valves.DECIDE, Mode.HELD)
    made = create(cast, till)
    edit(cast, till, made.entity, name="Anna Ek")
    cast.settle()
    assert decide(cast) == 0
    kept = operation(cast.headquarters, made.operation)
    assert (kept.state, kept.outcome) == (Operation.State.PENDING, "")
    assert not look(cast, cast.headquarters, made.entity)
    run(cast, valves.DECIDE)
    assert decide(cast) == 2
    cast.settle()
    assert shown(cast, till, made.entity) == shown(cast, cast.headquarters, made.entity)
    assert shown(cast, till, made.entity)["name"] == "Anna Ek"
    with acting_as(cast.headquarters):
        assert [(row.rows, row.status) for row in JobRun.objects.all()] == [(2, "done")]


def test_who_waits_behind_kept_operations_is_decided_after_them(cast: Network) -> None:
    till = cast.tills[0]
    turn(cast, valves.DECIDE, Mode.HELD)
    made = create(cast, till, {"name": "Anna Berg"})
    cast.settle()
    edit(cast, till, made.entity, patience=WAITING, name="Anna Ek")
    cast.settle()
    assert shown(cast, cast.headquarters, made.entity)["name"] == "Anna Ek"
    assert operation(cast.headquarters, made.operation).state == Operation.State.SETTLED


def test_a_kept_operation_that_no_table_holds_is_quarantined_alone(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(cast, valves.DECIDE, Mode.HELD)
    bad, good = create(cast, cast.tills[0]), create(cast, cast.tills[1])
    cast.settle()
    turn(cast, valves.DECIDE, Mode.CONTINUOUS)
    decide_kept = accept.decide_kept

    def refusing(row: Operation, *arguments: Any) -> Any:
        if row.id == bad.operation:
            raise DataError("too long")
        return decide_kept(row, *arguments)

    monkeypatch.setattr(accept, "decide_kept", refusing)
    assert decide(cast) == 2
    cast.settle()
    assert operation(cast.headquarters, bad.operation).reason == decide_job.UNSTORABLE
    assert shown(cast, cast.tills[1], good.entity)["account_number"]


def test_a_held_download_keeps_its_kinds_and_no_others(cast: Network) -> None:
    turn(cast, CUSTOMERS, Mode.HELD)
    made = create(cast, cast.headquarters)
    cast.settle()
    assert not look(cast, cast.store, made.entity)
    run(cast, CUSTOMERS)
    cast.settle()
    assert shown(cast, cast.tills[0], made.entity)["account_number"]
    with acting_as(cast.headquarters):
        assert valves.asked(CUSTOMERS) is None


def test_a_recurrence_asks_for_runs_and_a_clock_set_back_does_not_stop_it(cast: Network) -> None:
    turn(cast, valves.DECIDE, Mode.RECURRING, every_s=60)
    with acting_as(cast.headquarters):
        valves.tick()
        assert valves.asked(valves.DECIDE) is None
        for off in (timedelta(seconds=-1), timedelta(days=3)):
            Valve.objects.update(next_at=clock.now() + off)
            valves.tick()
            asked = valves.asked(valves.DECIDE)
            assert asked is not None
            valves.finish(valves.DECIDE, asked)


@pytest.mark.parametrize(
    ("every_s", "first", "second"),
    [
        (24 * 3600, "11-23 02:30", "11-24 02:30"),
        (7 * 24 * 3600, "11-23 02:30", "11-30 02:30"),
        (6 * 3600, "11-22 14:30", "11-22 20:30"),
        (15 * 60, "11-22 10:15", "11-22 10:30"),
    ],
)
def test_a_recurrence_keeps_to_its_time_of_day(
    cast: Network, monkeypatch: pytest.MonkeyPatch, every_s: int, first: str, second: str
) -> None:
    now = [datetime(2026, 11, 22, 10, 7, tzinfo=UTC)]
    monkeypatch.setattr(valves, "clock", SimpleNamespace(now=lambda: now[0]))
    with acting_as(cast.headquarters):
        valves.set_valve(
            CUSTOMERS,
            direction=Valve.Direction.DOWNLOAD,
            kinds=["customer"],
            mode=Mode.RECURRING,
            every_s=every_s,
            starts_s=2 * 3600 + 30 * 60,
        )
        for expected in (first, second):
            next_at = Valve.objects.get(name=CUSTOMERS).next_at
            assert next_at is not None
            assert f"{next_at:%m-%d %H:%M}" == expected
            valves.tick()
            assert Valve.objects.get(name=CUSTOMERS).next_at == next_at
            # A loop is never there at the second.
            now[0] = next_at + timedelta(seconds=3)
            valves.tick()
        assert valves.asked(CUSTOMERS) is not None


def _broken(*arguments: Any, **named: Any) -> None:
    raise ValueError("a package that breaks this release")


def test_a_package_that_fails_too_often_waits_for_a_person(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create(cast, cast.headquarters)
    publish(cast.headquarters)
    with monkeypatch.context() as patched:
        patched.setattr(follow, "_apply_items", _broken)
        for _ in range(3):
            with pytest.raises(ValueError, match="breaks"):
                follow_once(cast.store)
        with pytest.raises(PackageStopped):
            follow_once(cast.store)
    with pytest.raises(PackageStopped):
        follow_once(cast.store)
    with acting_as(cast.store):
        assert FeedCursor.objects.get().failed_code == "error.unexpected"
    with acting_as(cast.headquarters):
        sessions.retry(cast.headquarters.actor(), "all-stores", 1)
    publish(cast.headquarters)
    follow_once(cast.store)
    assert look(cast, cast.store, made.entity)
    with acting_as(cast.store):
        assert FeedCursor.objects.get().failed_number == 0


def test_a_cancelled_package_is_passed_over_and_sent_anew(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create(cast, cast.tills[0], patience=WAITING)
    publish(cast.headquarters)
    with monkeypatch.context() as patched:
        patched.setattr(follow, "_apply_items", _broken)
        with pytest.raises(ValueError, match="breaks"):
            follow_once(cast.store)
    with acting_as(cast.store):
        number = FeedCursor.objects.get().failed_number
    with acting_as(cast.headquarters):
        sessions.cancel(cast.headquarters.actor(), "all-stores", number)
        sessions.cancel(cast.headquarters.actor(), "all-stores", number)
    cast.settle()
    for node in cast.children:
        assert shown(cast, node, made.entity)["account_number"]


def test_every_batch_that_headquarters_takes_is_a_session(cast: Network) -> None:
    for _ in range(3):
        create(cast, cast.tills[0])
    send(cast.tills[0])
    send(cast.store)
    with acting_as(cast.headquarters):
        [session] = UploadSession.objects.all()
    assert (session.node, session.rows, session.status) == (cast.store.id, 3, "applied")
    assert session.size > 0


def test_uploads_that_are_held_in_the_middle_stop_at_the_next_batch(cast: Network) -> None:
    till = cast.tills[0]
    for _ in range(3):
        create(cast, till)

    class Holding(BatchLimit):
        def faster(self) -> None:
            with acting_as(till):
                valves.take_upload_valve(UploadValve(shut=True))

    with acting_as(till):
        assert upload.upload_due(parent_link.link(), allowed=Holding(limit=1)) == 1
        assert upload.upload_due(parent_link.link()) == 0


def test_a_run_is_not_done_by_who_lost_the_lease(cast: Network) -> None:
    turn(cast, CUSTOMERS, Mode.HELD)
    made = create(cast, cast.headquarters)
    with acting_as(cast.headquarters):
        stale = leases.hold(packager.LEASE, "test")
        assert stale is not None
        Lease.objects.filter(name=packager.LEASE).update(holder="another", token=stale + 1)
        valves.run_now(CUSTOMERS)
        assert packager.package_all(token=stale) == 0
        assert valves.asked(CUSTOMERS) == 1
        Lease.objects.filter(name=packager.LEASE).delete()
    tell(cast)
    assert look(cast, cast.tills[0], made.entity)


def test_a_download_that_is_held_in_the_middle_lets_no_further_group_through(
    cast: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(cast, cast.headquarters)
    put = blobs.put

    def holding(group: str, name: str, content: bytes) -> None:
        put(group, name, content)
        valves.set_valve(
            CUSTOMERS, direction=Direction.DOWNLOAD, kinds=["customer"], mode=Mode.HELD
        )

    monkeypatch.setattr(blobs, "put", holding)
    publish(cast.headquarters)
    with acting_as(cast.headquarters):
        waiting = Change.objects.filter(kind="customer", package=None)
        assert waiting.values("group").distinct().count() == Group.objects.count() - 1
