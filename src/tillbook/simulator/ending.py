"""What must hold when the faults are over: progress first, then one truth everywhere."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import msgspec

from tillbook.exchange.core import scope
from tillbook.exchange.core.operations import FINAL
from tillbook.exchange.core.units import Document
from tillbook.simulator.child import Child
from tillbook.simulator.faults import Faults
from tillbook.simulator.kinds import CHANNELS, HUSH, SHAPES
from tillbook.simulator.people import People
from tillbook.simulator.world import World

#: Within what a chain without faults must have done its work; waits of failures end before.
PATIENCE_MS = 15 * 60_000
_STEP_MS = 2_000


class Ending:
    """The liveness phase of a run."""

    def __init__(self, world: World, people: People) -> None:
        self.world, self.people = world, people
        self.schedule, self.watch = world.ground.schedule, world.ground.watch

    def run(self) -> None:
        """Heal everything step by step, and prove after each what must then go on."""
        network = self.world.ground.network
        network.prove_losses()
        network.heal()
        for node in self.world.nodes:
            node.armed = None
        self.until("22 no stall", lambda: all(node.is_up for node in self.world.nodes))
        self._downloads_go_on()
        self._uploads_go_on()
        self._lanes_go_on()
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
        for at in range(times):
            self.people.verbs[verb](Random(f"ending {verb} {at}"))

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
        self.until("12 decoupling", lambda: not self._on_the_way())
        self._refuse()

    def _on_the_way(self) -> list[UUID]:
        """Return what did not arrive, without the lanes over which headquarters breaks down."""
        ops, broken = self.watch.ops, self._broken_lanes()
        return [id for id in self.watch.on_the_way if ops[id].entity not in broken]

    def _broken_lanes(self) -> set[UUID]:
        ops = self.watch.ops
        return {ops[id].entity for id in self.watch.on_the_way if ops[id].breaks}

    def _lanes_go_on(self) -> None:
        """11: whom nobody can help yet holds up nobody else."""
        self.until("11 lanes", lambda: not self._on_the_way())
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
