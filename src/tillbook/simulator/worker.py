"""A process at headquarters that runs its loops: it packages and decides while it has the lease.

Step by step: between two steps it may sleep, die, or lose the lease to the other one.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from tillbook.exchange.core import heads, leases, packages
from tillbook.exchange.core.containers import Sealing
from tillbook.exchange.core.heads import Head
from tillbook.exchange.core.leases import Held
from tillbook.exchange.core.packages import GENESIS, Header
from tillbook.exchange.core.states import OperationState
from tillbook.simulator.book import EPOCH
from tillbook.simulator.clocks import Clock
from tillbook.simulator.failures import Failpoint, Killed
from tillbook.simulator.packager import KEY_ID, Package, Root
from tillbook.simulator.snapshots import Snapshots
from tillbook.simulator.valves import DECIDE

TURN_EVERY_MS = 3_000
_STEP_MS = 5
#: Operations that are decided in one transaction: few, so that a run of the valve takes several.
_BATCH = 5
LEASE = "packager"


class Worker:
    """One of the processes of which only one works at a time."""

    def __init__(self, root: Root, name: str) -> None:
        self.root, self.name, self.ground = root, name, root.ground
        self.clock = Clock()
        self.is_up, self.life, self.asleep_until_ms = True, 1, 0
        self.armed: Failpoint | None = None
        self.down_ms = 5_000
        self.token = self.turns = 0
        self.snapshots = Snapshots(self)

    # ---- life

    def start(self) -> None:
        """Start the loops."""
        self.soon(self.ground.rng.randint(0, TURN_EVERY_MS), "turn", self.turn)

    def soon(self, wait_ms: int, what: str, step: Callable[[], None]) -> None:
        """Do something later, unless this process dies before."""
        self.ground.schedule.after(wait_ms, what, step, of=self)

    def at(self, failpoint: Failpoint) -> None:
        """Die here if it was decided so."""
        if self.armed is failpoint:
            self.armed = None
            raise Killed(failpoint)

    def die(self, killed: Killed) -> None:
        """End at once; the other one goes on when the lease is over."""
        self.is_up, self.asleep_until_ms = False, 0
        self.ground.watch.died(self, killed)
        turns = self.turns

        def rise() -> None:
            self.ground.watch.rose(self, was_idle=turns == self.turns)
            self.life += 1
            self.is_up, self.token = True, 0
            self.start()

        self.ground.schedule.after(self.down_ms, f"{self.name} starts again", rise)

    @property
    def wall_ms(self) -> int:
        return self.clock.wall_ms(self.ground.schedule.now_ms)

    # ---- the lease

    def hold(self, name: str) -> int:
        """Take or extend a lease; return its fencing token, 0 while another holds it."""
        disk, nobody = self.root.book.disk, Held(holder="", until_ms=0, token=0)
        before = self.root.leases.get(name, nobody)
        me = f"{self.name}/{self.life}"
        held = leases.hold(before, me, now_ms=self.wall_ms)
        if held is None:
            return 0
        with disk.transaction():
            disk.put(self.root.leases, name, held)
            self.at(Failpoint.HOLD_BEFORE_COMMIT)
        if held.token != before.token and before.holder not in ("", me):
            self.ground.watch.met("a lease taken over")
        self.at(Failpoint.HOLD_AFTER_COMMIT)
        return held.token

    def is_current(self, name: str, token: int) -> bool:
        """Tell inside a transaction whether a token is still the newest."""
        is_mine = self.root.leases[name].token == token
        if not is_mine:
            self.ground.watch.proven["former holder fenced off"] += 1
        return is_mine

    # ---- a turn

    def turn(self) -> None:
        """Do what is due, if the lease lets this process."""
        self.turns += 1
        self.token = self.hold(LEASE)
        if not self.token:
            self._rest()
            return
        for name in self.root.valves.due(now_ms=self.wall_ms):
            self.ground.watch.met("a recurring run")
            with self.root.book.disk.transaction():
                self.root.valves.tick(name, now_ms=self.wall_ms)
        self.soon(_STEP_MS, "begin packaging", self._begin)

    def _rest(self) -> None:
        self.soon(TURN_EVERY_MS, "turn", self.turn)

    def _begin(self) -> None:
        _, runs = self.root.valves.shut_kinds()

        def over() -> None:
            self._finish_runs(runs)
            self._decide_due()

        self._package(list(self.root.rules), over)

    def _finish_runs(self, runs: dict[str, int]) -> None:
        """Note that what was asked for is packaged: only who could package may say so."""
        if not runs:
            return
        with self.root.book.disk.transaction():
            if self.may_finish():
                for name, run in runs.items():
                    self.root.valves.finish(name, run)

    def may_finish(self) -> bool:
        """Tell whether everything that a run lets through was packaged by this process."""
        return self.is_current(LEASE, self.token)

    # ---- packages

    def _package(self, groups: Sequence[str], over: Callable[[], None]) -> None:
        """Package what waits, group by group, or go on with what a death left unfinished."""
        if not groups:
            over()
            return
        group, newest = groups[0], self.root.newest(groups[0])
        self.turns += 1
        if newest is None or newest.name:
            newest = self._claim(group, newest)
        else:
            self.ground.watch.met("an unfinished package finished")
        if newest is None:
            self._publish_head(group, lambda: self._package(groups[1:], over))
        else:
            again = lambda: self._package(groups, over)  # noqa: E731
            number = self.root.numbered[group]
            self.soon(_STEP_MS, f"render {group}", lambda: self._render(group, number, again))

    def _claim(self, group: str, newest: Package | None) -> Package | None:
        root, disk = self.root, self.root.book.disk
        number = root.numbered.get(group, 0) + 1
        with disk.transaction():
            shut, _ = root.valves.shut_kinds()
            ids = root.waiting(group, shut) if self.is_current(LEASE, self.token) else []
            if not ids:
                return None
            package = Package(changes=tuple(ids), previous=newest.name if newest else GENESIS)
            disk.put(root.packages, (group, number), package)
            disk.put(root.numbered, group, number)
            for id in ids:
                disk.drop(root.unclaimed, (group, id))
            self.at(Failpoint.CLAIM_BEFORE_COMMIT)
        self.ground.watch.claimed(root, group, ids)
        self.at(Failpoint.CLAIM_AFTER_COMMIT)
        return package

    def _render(self, group: str, number: int, then: Callable[[], None]) -> None:
        root = self.root
        package = root.packages[group, number]
        items, members = root.items(group, package)
        header = Header(
            format=packages.FORMAT,
            group=group,
            epoch=EPOCH,
            number=number,
            previous=package.previous,
            folding_version=1,
            items=len(items),
        )
        key, nonce = self.ground.keys[group], self.ground.rng.randbytes(12)
        sealing = Sealing(key_id=KEY_ID, key=key, nonce=nonce)
        content = packages.render(header, items, sealing)
        name = packages.name_of(content)
        root.book.disk.put(root.book.blobs, (group, name), content)
        self.ground.watch.rendered(root, group, items)
        self.at(Failpoint.RENDER_AFTER_FILE)
        named = msgspec.structs.replace(package, name=name, items=len(items))
        self.soon(
            _STEP_MS, f"publish {group}", lambda: self._publish(group, number, named, members, then)
        )

    def _publish(
        self,
        group: str,
        number: int,
        package: Package,
        members: dict[UUID, bool],
        then: Callable[[], None],
    ) -> None:
        disk, root = self.root.book.disk, self.root
        with disk.transaction():
            if not self.is_current(LEASE, self.token):
                self._rest()
                return
            disk.put(root.packages, (group, number), package)
            for entity, is_member in members.items():
                if is_member:
                    disk.put(root.members, (group, entity), None)
                else:
                    disk.drop(root.members, (group, entity))
            self.at(Failpoint.PUBLISH_BEFORE_COMMIT)
        self.ground.watch.published(root, group, number, package)
        self.at(Failpoint.PUBLISH_AFTER_COMMIT)
        self.soon(_STEP_MS, f"more of {group}", then)

    def _publish_head(self, group: str, then: Callable[[], None]) -> None:
        head = self.root.manifest(group, signed_ms=self.wall_ms)
        if self.root.stands(head):
            then()
        else:
            self.soon(_STEP_MS, f"head {group}", lambda: self._write_head(head, then))

    def _write_head(self, head: Head, then: Callable[[], None]) -> None:
        content = heads.sign(head, self.ground.signing)
        self.root.book.disk.put(self.root.book.heads, head.group, content)
        self.at(Failpoint.HEAD_AFTER_FILE)
        then()

    # ---- decisions

    def _decide_due(self) -> None:
        """Decide what waits, if the valve lets it. What arrives from now on is the next run's."""
        root, standing = self.root, self.root.valves.standing(DECIDE)
        run = standing.run
        last = max(root.book.pending.values(), default=0)
        if (run is None and standing.shut) or (run is None and not last):
            self._make_snapshots()
        else:
            self._decide(last, run)

    def _decide(self, last: int, run: int | None) -> None:
        root = self.root
        ids = self.to_decide(last)
        if ids:
            try:
                with root.book.disk.transaction():
                    for id in ids:
                        row = root.book.log[id]
                        if row.standing is OperationState.PENDING:
                            root.decide_for(row, by="a run")
                    self.at(Failpoint.DECIDE_BEFORE_COMMIT)
            except Killed:
                root.said = []
                raise
            root.committed()
            self.at(Failpoint.DECIDE_AFTER_COMMIT)
            self.soon(_STEP_MS, "decide", lambda: self._decide(last, run))
            return
        if run is not None:
            self.ground.watch.met("a run of decisions")
            with root.book.disk.transaction():
                root.valves.finish(DECIDE, run)
        self._make_snapshots()

    def to_decide(self, last: int) -> list[UUID]:
        """Choose what is decided next, in the order of arrival."""
        due = ((at, id) for id, at in self.root.book.pending.items() if at <= last)
        return [id for _, id in sorted(due)[:_BATCH]]

    def _make_snapshots(self) -> None:
        self.snapshots.make_due(list(self.root.rules), self._rest)
