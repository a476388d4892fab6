"""The loops of a node: package at headquarters; contact, upload and follow everywhere else."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from django.db import close_old_connections, connections

from tillbook.exchange import parent_link, valves
from tillbook.exchange.core.lanes import BatchLimit
from tillbook.exchange.core.retry import RetryPolicy
from tillbook.exchange.down import (
    follow,
    groups,
    leases,
    packager,
    poison,
    snapshot_maker,
    snapshot_taker,
    untold,
)
from tillbook.exchange.errors import ParentBusy, ParentUnreachable
from tillbook.exchange.up import decide_job, upload
from tillbook.fleet import contact
from tillbook.fleet.report import LoopReport
from tillbook.foundation import clock
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.pace import Pace
from tillbook.nodes.parent import ParentState
from tillbook.nodes.this_node import ThisNode, acting_as, current

log = structlog.get_logger()
#: A loop that has not ticked for this long is red.
STALLED_S = 30.0
#: How often the packager's lease is extended.
RENEW_S = leases.LIFETIME.total_seconds() / 3
#: A loop that rests looks this often whether it may go on, and so shows that it lives.
NAP_S = 10.0
#: How long a loop of many steps works before it shows that it lives.
TURN_S = 2.0


@dataclass(slots=True, kw_only=True)
class Loop:
    """One supervised loop: a step, the bell that hastens it, and how it fares."""

    name: str
    step: Callable[[], None]
    bell: threading.Event
    interval_s: float
    started_at: datetime = field(default_factory=clock.now)
    ticked_at: datetime | None = None
    failures: int = 0
    #: Stable code of the last failure, empty when the last step succeeded.
    trouble: str = ""
    #: Until then (monotonic seconds) the step does not run, whoever rings.
    rests_until: float = 0.0

    def turn(self, policy: RetryPolicy) -> float:
        """Run the step once, unless the loop rests; return the seconds to wait before the next."""
        resting_s = self.rests_until - time.monotonic()
        if resting_s > 0:
            self.ticked_at = clock.now()
            return min(resting_s, NAP_S)
        try:
            self.step()
        except ParentBusy as error:
            wait_s = self._failed(error.code, policy)
            self.rest(max(wait_s, error.retry_after_s * (1 + _spread())))
            return wait_s
        except ParentUnreachable as error:
            node = current()
            node.parent.failed()
            node.wake.contact.set()
            return self._failed(error.code, policy)
        except TillbookError as error:
            log.warning("loop_refused", loop=self.name, code=error.code, message=error.message)
            return self._failed(error.code, policy)
        except Exception:  # the outermost surface: counted, shown in the status, never silent
            log.exception("loop_failed", loop=self.name, failures=self.failures + 1)
            return self._failed("error.unexpected", policy)
        finally:
            self.ticked_at = clock.now()
            close_old_connections()
        self.failures, self.trouble = 0, ""
        return self.interval_s

    def _failed(self, code: str, policy: RetryPolicy) -> float:
        self.failures += 1
        self.trouble = code
        return max(self.interval_s, policy.delay_s(self.failures, _spread()))

    def rest(self, seconds: float) -> None:
        """Let the loop rest: the parent asked for it, or a whole chain would come back at once."""
        self.rests_until = time.monotonic() + seconds

    @property
    def is_stalled(self) -> bool:
        """Whether health must be red; a loop that hangs in its first step is, too."""
        last = self.ticked_at or self.started_at
        return (clock.now() - last).total_seconds() > STALLED_S + self.interval_s


def _spread() -> float:
    """Draw from [0, 1), so that nodes do not come in step."""
    return int.from_bytes(os.urandom(4), "big") / 2**32


def step_by_step(name: str, step: Callable[[], bool], *, every_s: float) -> Loop:
    """Return a loop that works for a moment at a time while its step says that there may be more.

    It rests as long as it works: whoever waits for this node comes first.
    """
    bell = threading.Event()

    def turn() -> None:
        end = time.monotonic() + TURN_S
        began = time.monotonic()
        while step():
            bell.wait(time.monotonic() - began)
            began = time.monotonic()
            if began > end:
                bell.set()
                return

    return Loop(name=name, step=turn, bell=bell, interval_s=every_s)


@dataclass(slots=True, kw_only=True)
class Runner:
    """All loops of one node, each in a thread of its own."""

    node: ThisNode
    follow_interval_s: float = 0.5
    contact_interval_s: float = 5.0
    #: Asked for the settings of this node's connection: they are configuration and may change.
    pace: Callable[[], Pace] = Pace
    policy: RetryPolicy = field(default_factory=lambda: RetryPolicy(cap_s=5.0))
    loops: list[Loop] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _allowed: BatchLimit = field(default_factory=BatchLimit)
    #: Group, and whether data was paused then -> tag of the newest head.
    _heads: dict[tuple[str, bool], str] = field(default_factory=dict)
    _last_try: float = float("-inf")
    _settled_at: float = float("-inf")
    _token: int | None = None
    _held_since: float = 0.0

    def start(self) -> None:
        """Start the loops that this node's role has."""
        self.node.memories[Runner] = self
        wake = self.node.wake
        if self.node.is_root:
            self._add("package", self._package, bell=wake.package, interval_s=1.0)
            self._add("jobs", self._run_jobs, bell=wake.jobs, interval_s=1.0)
            self._add("snapshot", self._snapshot, bell=wake.snapshot, interval_s=5.0)
        else:
            with acting_as(self.node):
                poison.forget()
            self._add("contact", self._contact, bell=wake.contact, interval_s=1.0)
            self._add("upload", self._upload, bell=wake.upload, interval_s=1.0)
            self._add("follow", self._follow, bell=wake.follow, interval_s=self.follow_interval_s)
        for loop in self.loops:
            thread = threading.Thread(target=self._run, args=(loop,), name=loop.name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, *, timeout_s: float = 5.0) -> None:
        """Let every loop finish its step, then end."""
        self.node.memories.pop(Runner, None)
        self._stopping.set()
        for loop in self.loops:
            loop.bell.set()
        for thread in self._threads:
            thread.join(timeout_s)

    def standing(self) -> list[LoopReport]:
        """Say how every loop fares."""
        return [
            LoopReport(
                name=loop.name,
                trouble=loop.trouble,
                failures=loop.failures,
                is_stalled=loop.is_stalled,
            )
            for loop in self.loops
        ]

    def _add(
        self, name: str, step: Callable[[], None], *, bell: threading.Event, interval_s: float
    ) -> None:
        self.loops.append(Loop(name=name, step=step, bell=bell, interval_s=interval_s))

    def _run(self, loop: Loop) -> None:
        with acting_as(self.node):
            while not self._stopping.is_set():
                wait_s = loop.turn(self._policy())
                loop.bell.wait(wait_s)
                loop.bell.clear()
        connections.close_all()

    def _policy(self) -> RetryPolicy:
        """Return when to try again: the larger the chain, the more seldom."""
        return replace(self.policy, cap_s=max(self.policy.cap_s, self.node.parent.spread_s))

    def _holder(self) -> str:
        """Name who holds the lease.

        The folder's lock lets an embedded database have one holder only: a restarted node goes
        on at once instead of waiting for its former self.
        """
        if not self.node.identity.postgresql:
            return str(self.node.id)
        return f"{clock.BOOT_ID}/{os.getpid()}"

    def _package(self) -> None:
        """Package what waits; the lease is extended long before it ends, not at every turn."""
        if self._token is None or time.monotonic() - self._held_since > RENEW_S:
            self._held_since = time.monotonic()
            self._token = leases.hold(packager.LEASE, self._holder())
        if self._token is not None:
            packager.package_all(token=self._token)

    def _run_jobs(self) -> None:
        """Ask for the runs whose time has come, and decide what waited for one."""
        if self._token is None:
            return
        valves.tick()
        decide_job.decide_due()

    def _snapshot(self) -> None:
        """Make the snapshots that are due; packages go on meanwhile."""
        snapshot_maker.make_due(self._holder())

    def _contact(self) -> None:
        """Speak to the parent when it is time: every few seconds, by its own pace while offline."""
        parent = self.node.parent
        parent.pace = self.pace()
        if parent.state is ParentState.DISCONNECTED or not self._contact_is_due():
            return
        self._last_try = time.monotonic()
        parent.tried()
        contact.contact(parent_link.link(), loops=self.standing())
        if parent.answered():
            uploads = next(loop for loop in self.loops if loop.name == "upload")
            uploads.rest(_spread() * parent.spread_s)
            self.node.wake.upload.set()
            self.node.wake.follow.set()

    def _contact_is_due(self) -> bool:
        waited, parent = time.monotonic() - self._last_try, self.node.parent
        return waited >= self.contact_interval_s if parent.is_reachable else parent.is_due(waited)

    def _upload(self) -> None:
        if self.node.parent.is_reachable:
            upload.upload_due(parent_link.link(), allowed=self._allowed)

    def _follow(self) -> None:
        if not self.node.parent.is_reachable:
            return
        link, own = parent_link.link(), groups.followed()
        for group in groups.passed_on():
            passed = (group, False)
            self._heads[passed] = follow.relay(group, link, known=self._heads.get(passed, ""))
        if own is not None:
            taken = (own, self.node.parent.pauses_data)
            self._heads[taken] = follow.follow(own, link, known=self._heads.get(taken, ""))
        snapshot_taker.ask_again(link)
        if time.monotonic() - self._settled_at > untold.PATIENCE_S:
            self._settled_at = time.monotonic()
            untold.settle_untold(link)


def running() -> Runner | None:
    """Return the runner of the acting node in this process, or None when its loops run elsewhere."""
    return current().memories.get(Runner)
