"""What must hold when the faults are over: progress first, then one truth everywhere."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import msgspec

from tillbook.exchange.core import scope
from tillbook.exchange.core.operations import FINAL
from tillbook.exchange.core.units import Document
from tillbook.simulator import valves
from tillbook.simulator.child import Child
from tillbook.simulator.faults import Faults
from tillbook.simulator.kinds import CHANNELS, HUSH, SHAPES, Op
from tillbook.simulator.people import People
from tillbook.simulator.world import World

#: Within what a chain without faults must have done its work; waits of failures end before.
PATIENCE_MS = 15 * 60_000
_STEP_MS = 2_000
#: For how long nothing may pass a valve that is held.
_HELD_MS = 20_000


class Ending:
    """The liveness phase of a run."""

    def __init__(self, world: World, people: People) -> None:
        self.world, self.people = world, people
        self.schedule, self.watch = world.ground.schedule, world.ground.watch
        self.done = 0

    def run(self) -> None:
        """Heal everything step by step, and prove after each what must then go on."""
        network = self.world.ground.network
        network.prove_losses()
        network.heal()
        processes = self.world.processes
        for process in processes:
            process.armed = None
            process.asleep_until_ms = 0
        self.until("22 no stall", lambda: all(process.is_up for process in processes))
        self._open_valves()
        self._downloads_go_on()
        self._uploads_go_on()
        self._lanes_go_on()
        self._step_by_step()
        self.world.ground.has_mistake = False
        self.until("22 no stall", lambda: self._is_repaired() and self._is_quiet())
        self._converged()

    def until(self, check: str, holds: Callable[[], bool]) -> None:
        """Let time pass until something holds."""
        end_ms = self.schedule.now_ms + PATIENCE_MS
        while not holds() and self.schedule.now_ms < end_ms:
            self.schedule.run(self.schedule.now_ms + _STEP_MS)
        self.watch.require(check, holds(), "nothing moves any more, though nothing is broken")

    def _refuse(self, *requests: str) -> None:
        for node in self.world.children:
            for parent in node.parents:
                self.world.ground.network.between(node, parent).refuses = requests

    def _do(self, verb: str, times: int) -> None:
        for _ in range(times):
            self.done += 1
            self.people.verbs[verb](Random(f"ending {verb} {self.done}"))

    def _downloads_go_on(self) -> None:
        """12: nothing can be sent; everything published arrives all the same."""
        self._refuse("upload", "wait")
        self._do("create", 4)
        self._do("setting", 3)
        self._do("office edit", 3)
        self.schedule.run(self.schedule.now_ms + _STEP_MS)
        self.until("12 decoupling", lambda: not self._unpublished() and self._all_followed())

    def _uploads_go_on(self) -> None:
        """12: nothing can be fetched; everything saved is decided all the same."""
        self._refuse("head", "package")
        self._do("create", 4)
        self.schedule.run(self.schedule.now_ms + _STEP_MS)
        self.until("12 decoupling", self._all_arrived)
        self._refuse()

    def _open_valves(self) -> None:
        root = self.world.root
        for name in valves.ALL:
            root.valves.turn(name, shut=False)

    def _all_arrived(self) -> bool:
        """Let people send again what somebody in between had altered, until all is there."""
        for node in self.world.children:
            self.people.retry_refused(node)
        return not self._on_the_way()

    def _step_by_step(self) -> None:
        """Valves: what is saved passes each of them when a run is asked for, and not before."""
        root = self.world.root
        # A snapshot has what headquarters decided, whatever the valves say: nobody may need one.
        self.until("22 no stall", lambda: not self._unpublished() and self._all_followed())
        for name in valves.ALL:
            root.valves.turn(name, shut=True)
        self.until("22 no stall", self._is_held_everywhere)
        before = set(self.watch.ops)
        self._do("create", 4)
        self.schedule.run(self.schedule.now_ms + _STEP_MS)
        made = [self.watch.ops[id] for id in self.watch.ops if id not in before]
        steps = {
            valves.UPLOAD: lambda op: op.id in root.book.log,
            valves.DECIDE: lambda op: op.id in self.watch.verdicts,
            valves.CUSTOMERS: self._is_everywhere,
        }
        for name, has_passed in steps.items():
            self.schedule.run(self.schedule.now_ms + _HELD_MS)
            self.watch.require("valves", not any(map(has_passed, made)), f"{name} did not hold")
            root.valves.run_now(name)
            self.until("valves", lambda: all(map(has_passed, made)))  # noqa: B023
        self._open_valves()

    def _is_held_everywhere(self) -> bool:
        heard = (node.book.valves.get(valves.UPLOAD) for node in self.world.children)
        return all(valve is not None and valve.shut and valve.run is None for valve in heard)

    def _is_everywhere(self, op: Op) -> bool:
        known = (node.book.images.get(op.entity) for node in self.world.stores)
        return all(one is not None and one.state is not None for one in known)

    def _on_the_way(self) -> list[UUID]:
        """Return what did not arrive, without the lanes over which headquarters breaks down."""
        ops, broken = self.watch.ops, self._broken_lanes()
        return [id for id in self.watch.on_the_way if ops[id].entity not in broken]

    def _broken_lanes(self) -> set[UUID]:
        ops = self.watch.ops
        return {ops[id].entity for id in self.watch.on_the_way if ops[id].breaks}

    def _lanes_go_on(self) -> None:
        """11: whom nobody can help yet holds up nobody else."""
        self.until("11 lanes", self._all_arrived)
        if self.watch.on_the_way:
            self.watch.met("a lane stuck until headquarters was repaired")

    def _is_repaired(self) -> bool:
        """Let people close what headquarters could not accept."""
        if self.watch.on_the_way:
            return False
        return not sum(self.people.discard_all(node) for node in self.world.nodes)

    def _unpublished(self) -> bool:
        root = self.world.root
        return bool(root.unclaimed) or any(
            (newest := root.newest(group)) is not None and not newest.name for group in root.rules
        )

    def _all_followed(self) -> bool:
        root = self.world.root
        ends = {group: root.numbered.get(group, 0) for group in root.rules}
        return all(
            node.book.cursor(group).number == ends[group]
            for node in self.world.children
            for group in (node.group, *node.passes_on)
        )

    def _is_quiet(self) -> bool:
        if self._unpublished() or not self._all_followed():
            return False
        return not any(
            node.book.pending or any(node.book.laid.values()) for node in self.world.nodes
        )

    # ---- the end

    def _converged(self) -> None:
        """5: every node has what headquarters has, as far as its group may have it."""
        root, watch = self.world.root, self.watch
        for node in self.world.children:
            Faults(self.world).replay(node, Random(node.name))
        for id in watch.ops:
            verdict = watch.verdicts.get(id)
            is_final = verdict is not None and verdict.outcome in FINAL
            watch.require("1 no lost write", is_final, "an operation has no final word")
            watch.require(
                "2 exactly once",
                verdict is not None and watch.reference.outcomes[id] is verdict.outcome,
                "the reference says otherwise",
            )
        packaged = {key for key in root.changes if key in watch.packaged}
        watch.require("13 feed", len(packaged) == len(root.changes), "a change is in no package")
        for group in root.rules:
            must = self._must_have(group)
            for node in self.world.children:
                if node.group == group:
                    self._same(node, must)

    def _same(self, node: Child, must: dict[UUID, bytes]) -> None:
        has = {
            id: _encoded(known.document)
            for id, known in node.book.images.items()
            if known.state is not None
        }
        self.watch.require(
            "5 convergence", has.keys() == must.keys(), f"{node.name}: other records"
        )
        for id, document in must.items():
            self.watch.require("5 convergence", document == has[id], f"{node.name}: {id}")
        if node.group != CHANNELS:
            held = b"".join(has.values())
            self.watch.require("16 scope", HUSH.encode() not in held, f"{node.name} holds a note")

    def _must_have(self, group: str) -> dict[UUID, bytes]:
        """Return what each node of a group must have, and nothing else."""
        rule = self.world.root.rules[group]
        found: dict[UUID, bytes] = {}
        for id, known in self.world.root.book.images.items():
            allowed = scope.kind_rule(rule, known.kind)
            if known.document is None or known.state is None or allowed is None:
                continue
            if scope.holds(rule, known.kind, known.document):
                shape = SHAPES[known.kind]
                document, _ = scope.project(allowed, known.document, known.state.stamps, shape)
                found[id] = _encoded(document)
        return found


def _encoded(document: Document | None) -> bytes:
    return msgspec.json.encode(document, order="deterministic")
