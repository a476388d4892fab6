"""Mistakes with valves, leases, snapshots and signatures; each must be found."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

import pytest

from tillbook.exchange.core import leases, operations, snapshots
from tillbook.exchange.core.errors import MalformedOperation
from tillbook.exchange.core.leases import Held
from tillbook.exchange.core.operations import Opened, Signed
from tillbook.exchange.core.snapshots import Row, Slice
from tillbook.simulator import signing
from tillbook.simulator.book import Book
from tillbook.simulator.book import Row as LogRow
from tillbook.simulator.child import Child
from tillbook.simulator.headquarters import Headquarters
from tillbook.simulator.kinds import Op
from tillbook.simulator.loader import Loader
from tillbook.simulator.node import Node
from tillbook.simulator.packager import Root
from tillbook.simulator.signing import Devices
from tillbook.simulator.worker import Worker

Plant = Callable[[pytest.MonkeyPatch], None]


def uploads_past_the_valve(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Child, "lets_through", lambda *_: True)


def decisions_past_the_valve(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Headquarters, "decides_at_once", lambda _: True)


def packages_past_the_valve(patched: pytest.MonkeyPatch) -> None:
    waiting = Root.waiting

    def all_kinds(self: Root, group: str, shut: Collection[str]) -> list[int]:
        return waiting(self, group, ())

    patched.setattr(Root, "waiting", all_kinds)


def a_relay_that_keeps_a_run(patched: pytest.MonkeyPatch) -> None:
    """Send in a run what is there, and let what a child sends in it wait for the next."""
    patched.setattr(Node, "_do_run_again", lambda _: None)


def what_waited_is_overtaken(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Headquarters, "before", lambda *_: [])


def a_run_done_by_a_former_holder(patched: pytest.MonkeyPatch) -> None:
    """Say that a run is done, though the lease was lost and nothing was packaged."""
    patched.setattr(Worker, "may_finish", lambda _: True)


def nobody_is_fenced_off(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Worker, "is_current", lambda *_: True)


def a_lease_for_ever(patched: pytest.MonkeyPatch) -> None:
    law = leases.hold

    def hold(lease: Held, holder: str, *, now_ms: int) -> Held | None:
        is_anothers = lease.holder not in ("", holder)
        return None if is_anothers else law(lease, holder, now_ms=now_ms)

    patched.setattr(leases, "hold", hold)


def a_snapshot_over_newer_images(patched: pytest.MonkeyPatch) -> None:
    def differing(
        part: Slice, known: Mapping[UUID, tuple[int, bytes]]
    ) -> tuple[list[Row], dict[UUID, int]]:
        there = {row.id for row in part.rows}
        gone = {id: at for id, (at, stamps) in known.items() if stamps and id not in there}
        return list(part.rows), gone

    patched.setattr(snapshots, "differing", differing)


def what_left_stays_beside_a_snapshot(patched: pytest.MonkeyPatch) -> None:
    law = snapshots.differing
    patched.setattr(snapshots, "differing", lambda part, known: (law(part, known)[0], {}))


def verdicts_never_asked_for_again(patched: pytest.MonkeyPatch) -> None:
    def passed_over(self: Loader, then: Callable[[], None]) -> None:
        then()

    patched.setattr(Loader, "ask_again", passed_over)


def signatures_not_proven(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(signing, "_verify", lambda *_: None)


def strangers_believed(patched: pytest.MonkeyPatch) -> None:
    prove = Devices.prove

    def believing(self: Devices, signed: Signed) -> Op:
        origin = signing.opened(signed).envelope.origin.node
        return prove(self, signed) if origin in self.admitted else signing._op(signed, "stranger")

    patched.setattr(Devices, "prove", believing)


def bodies_not_proven(patched: pytest.MonkeyPatch) -> None:
    def opened(signed: Signed) -> Opened:
        envelope = operations._decode_envelope(signed.envelope)
        try:
            return Opened(signed, envelope, operations._decode_body(signed.body))
        except ValueError as error:
            raise MalformedOperation("An operation could not be read.") from error

    patched.setattr(signing, "opened", opened)


def bad_bytes_never_made_good(patched: pytest.MonkeyPatch) -> None:
    """Keep what went bad at a relay, though the child that has it sends it again."""

    def same(self: Book, known: LogRow, sent: Signed) -> Op:
        return known.op

    patched.setattr(Book, "same", same)


def files_not_proven(patched: pytest.MonkeyPatch) -> None:
    def keep_file(self: Child, group: str, name: str, content: bytes) -> bool:
        content = self._carried(content, "files")
        self.book.disk.put(self.book.blobs, (group, name), content)
        return True

    patched.setattr(Child, "keep_file", keep_file)


LATER: Mapping[str, Plant] = {
    plant.__name__: plant
    for plant in (
        uploads_past_the_valve,
        decisions_past_the_valve,
        packages_past_the_valve,
        a_relay_that_keeps_a_run,
        what_waited_is_overtaken,
        a_run_done_by_a_former_holder,
        nobody_is_fenced_off,
        a_lease_for_ever,
        a_snapshot_over_newer_images,
        what_left_stays_beside_a_snapshot,
        verdicts_never_asked_for_again,
        signatures_not_proven,
        strangers_believed,
        bodies_not_proven,
        bad_bytes_never_made_good,
        files_not_proven,
    )
}
