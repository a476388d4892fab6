"""A node as a process: it lives and dies, speaks to its parent, serves its children."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tillbook.exchange.core import valves
from tillbook.exchange.core.errors import ExchangeFault
from tillbook.exchange.core.operations import DISCARD, RETRY, Signed
from tillbook.exchange.core.retry import RetryPolicy
from tillbook.exchange.core.states import OperationState
from tillbook.exchange.core.valves import Standing
from tillbook.simulator import signing
from tillbook.simulator.book import Answer, Book
from tillbook.simulator.clocks import Clock
from tillbook.simulator.failures import Failpoint, Killed
from tillbook.simulator.kinds import Op
from tillbook.simulator.network import TIMEOUT_MS, Network, Refusal, Respond
from tillbook.simulator.schedule import Schedule
from tillbook.simulator.signing import Devices
from tillbook.simulator.valves import UPLOAD
from tillbook.simulator.watch import Watch

#: What each hop keeps of somebody's patience for its own way back.
HOP_MS = 100
#: After so many silences in a row a node tries its other route, and goes back after a while.
SILENCES = 2
BACK_AFTER_MS = 60_000
POLICY = RetryPolicy()


@dataclass(slots=True, kw_only=True)
class Ground:
    """What all nodes of one run stand on."""

    schedule: Schedule
    network: Network
    watch: Watch
    rng: Random
    #: Keys of the groups, by name, and the key that signs manifests.
    keys: dict[str, bytes]
    signing: Ed25519PrivateKey
    signed_by: bytes
    devices: Devices
    #: Whether headquarters' release has the mistake that some operations make it break down over.
    has_mistake: bool = False


class Node:
    """A store or a register."""

    def __init__(
        self, ground: Ground, name: str, *, group: str, parents: "Sequence[Node]" = ()
    ) -> None:
        self.ground, self.name, self.group = ground, name, group
        self.parents = parents
        self.passes_on: tuple[str, ...] = ()
        self.book, self.clock = Book(), Clock()
        self.device = signing.new_device(name, ground.rng)
        ground.devices.admit(self.device)
        self.is_up, self.life, self.asleep_until_ms = True, 1, 0
        self.armed: Failpoint | None = None
        self.down_ms = 5_000
        self._begin()

    def _begin(self) -> None:
        """Forget what only the process knew."""
        self.route = self.silences = 0
        self.failures: Counter[str] = Counter()
        self.stuck: dict[UUID, None] = {}
        self.tags: dict[str, bytes] = {}

    # ---- life

    def start(self) -> None:
        """Start the loops."""

    def at(self, failpoint: Failpoint) -> None:
        """Die here if it was decided so."""
        if self.armed is failpoint:
            self.armed = None
            raise Killed(failpoint)

    def die(self, killed: Killed) -> None:
        """End at once; the power may be gone for a while."""
        self.is_up, self.asleep_until_ms = False, 0
        ground = self.ground
        ground.watch.died(self, killed)
        deeds = self.deeds

        def rise() -> None:
            ground.watch.rose(self, was_idle=deeds == self.deeds)
            self.life += 1
            self.is_up = True
            self._begin()
            self.start()

        ground.schedule.after(self.down_ms, f"{self.name} starts again", rise)

    @property
    def deeds(self) -> tuple[int, int]:
        """Count what this process wrote and sent: a dead one does neither."""
        return self.book.disk.commits, self.ground.network.sent[self.name]

    def soon(self, wait_ms: int, what: str, step: Callable[[], None]) -> None:
        """Do something later, unless this process dies before."""
        self.ground.schedule.after(wait_ms, what, step, of=self)

    @property
    def wall_ms(self) -> int:
        return self.clock.wall_ms(self.ground.schedule.now_ms)

    # ---- speaking to a parent

    def ask(
        self,
        what: str,
        request: "Callable[[Node, Respond], None]",
        *,
        on_answer: Callable[[Any], None],
        on_silence: Callable[[], None],
        timeout_ms: int = TIMEOUT_MS,
    ) -> None:
        """Ask the parent, or after silences another one."""
        parent = self.parents[self.route]

        def answered(answer: Any) -> None:
            self.silences = 0
            if not isinstance(answer, Refusal):
                answer, parent_ms = answer
                self.clock.note_parent(parent_ms, self.ground.schedule.now_ms)
            on_answer(answer)

        def silent() -> None:
            self.silences += 1
            if self.silences >= SILENCES and len(self.parents) > 1:
                self._change_route()
            on_silence()

        self.ground.network.call(
            self,
            parent,
            what,
            request=lambda respond: request(parent, lambda said: respond((said, parent.wall_ms))),
            on_answer=answered,
            on_silence=silent,
            timeout_ms=timeout_ms,
        )

    def _change_route(self) -> None:
        self.silences = 0
        self.route = (self.route + 1) % len(self.parents)
        self.ground.watch.met("another route")
        if self.route:
            self.soon(BACK_AFTER_MS, "tries its own store again", self._first_route)

    def _first_route(self) -> None:
        self.route = self.silences = 0

    def retry(self, what: str, step: Callable[[], None]) -> None:
        """Try a step again after a failure: later and later, never in step with others."""
        self.failures[what] += 1
        delay_s = POLICY.delay_s(self.failures[what], self.ground.rng.random())
        self.ground.watch.waits(self.failures[what], delay_s)
        self.soon(int(delay_s * 1000), what, step)

    # ---- people

    def mint(self, op: Op) -> None:
        """Keep what somebody saved here, in one transaction; from then on it is safe."""
        with self.book.disk.transaction():
            self._take_in(op, is_own=True)
            self.at(Failpoint.MINT_BEFORE_COMMIT)
        self.committed()
        self.ground.watch.confirmed(self, op)
        self.at(Failpoint.MINT_AFTER_COMMIT)

    def committed(self) -> None:
        """Tell what was decided in the transaction that has ended."""

    def _take_in(self, op: Op, *, is_own: bool, waits: bool = False) -> Answer:
        """Keep an operation, in the caller's transaction."""
        row = self.book.keep(op)
        if op.kind == DISCARD and op.refers is not None:
            self.book.close_here(op.refers)
        elif op.kind == RETRY and op.refers is not None:
            self.book.retry_here(op.refers)
        if row.verdict is None and row.standing is OperationState.ATTENTION:
            return Answer(op.id, None, refused=row.refused)
        return Answer(op.id, row.verdict)

    # ---- serving children

    def take(self, sent: Sequence[Signed], patience_ms: int, respond: Respond) -> None:
        """Keep operations of a child; one that somebody waits for is passed on at once."""
        try:
            for one in sent:
                signing.opened(one)
        except ExchangeFault as error:
            self.ground.watch.proven["altered operation refused"] += 1
            respond(Refusal(error.code))
            return
        kept: list[Op] = []
        waits = patience_ms > HOP_MS
        with self.book.disk.transaction():
            answers = [self._take_one(one, kept, waits=waits) for one in sent]
            if not waits:
                self._do_run_again()
            self.at(Failpoint.TAKE_BEFORE_COMMIT)
        self.committed()
        self.ground.watch.took(self, kept)
        self.at(Failpoint.TAKE_AFTER_COMMIT)
        if len(kept) == 1 and waits and answers[0].verdict is None and self.parents:
            self.pass_on(kept[0], patience_ms - HOP_MS, respond)
        else:
            respond(answers)

    def _take_one(self, sent: Signed, kept: list[Op], *, waits: bool) -> Answer:
        """Keep one operation of a child, proven to be its device's; answer why not otherwise."""
        id = signing.opened(sent).envelope.id
        known = self.book.log.get(id)
        try:
            op = self.book.same(known, sent) if known else self.ground.devices.prove(sent)
        except ExchangeFault as error:
            self.ground.watch.proven["forged operation refused"] += 1
            return Answer(id, None, refused=error.code)
        kept.append(op)
        return self._take_in(op, is_own=False, waits=waits)

    def _do_run_again(self) -> None:
        """Let what a child sent in a run go up in it, too."""
        known = self.book.valves.get(UPLOAD, Standing())
        again = valves.pass_on(known)
        if again != known:
            self.ground.watch.met("a run of uploads done again for a child")
            self.book.disk.put(self.book.valves, UPLOAD, again)

    def pass_on(self, op: Op, patience_ms: int, respond: Respond) -> None:
        """Ask the parent while somebody waits, and answer with what is known then."""
        raise NotImplementedError

    def head(self, group: str, known: bytes, respond: Respond) -> None:
        """Return a group's manifest, None if the child has it."""
        content = self.book.heads.get(group)
        if content is None:
            respond(Refusal("head.none"))
        else:
            respond(None if content == known else content)

    def package(self, group: str, name: str, respond: Respond) -> None:
        """Return a package's bytes."""
        content = self.book.blobs.get((group, name))
        if content is None and self.parents:
            self.fetch_for(group, name, respond)
            return
        respond(Refusal("package.none") if content is None else content)

    def fetch_for(self, group: str, name: str, respond: Respond) -> None:
        """Get for a child what is not here."""
        raise NotImplementedError

    def tell_again(self, group: str, operations: Sequence[UUID], respond: Respond) -> None:
        """Have the verdicts on operations packaged once more; relays pass the question on."""
        raise NotImplementedError
