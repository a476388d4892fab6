"""Headquarters: decides each operation once, numbers customers, feeds the groups."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from tillbook.exchange.core import deciding, states
from tillbook.exchange.core.deciding import Asked, Decision
from tillbook.exchange.core.merge import State
from tillbook.exchange.core.operations import DISCARD, RETRY, Outcome, Signed, Verdict
from tillbook.exchange.core.scope import Rule, differing_kinds
from tillbook.exchange.core.states import OperationState
from tillbook.exchange.core.units import from_units, to_units
from tillbook.simulator import signing
from tillbook.simulator.book import Answer, Known, Row
from tillbook.simulator.failures import Failpoint, Killed
from tillbook.simulator.kinds import REMOVE, SHAPES, Op, law_of
from tillbook.simulator.network import Breakdown, Respond
from tillbook.simulator.node import Ground, Node
from tillbook.simulator.valves import DECIDE, Valves


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a group's feed."""

    kind: str
    entity: UUID
    operation: UUID | None = None
    is_again: bool = False


class Refused(Exception):
    """Headquarters' own people are told at once; nothing is stored."""


class Headquarters(Node):
    """The root of the tree."""

    def __init__(self, ground: Ground, *, rules: Mapping[str, Rule]) -> None:
        super().__init__(ground, "hq", group="")
        self.book.lays = False
        table, put = self.book.disk.table, self.book.disk.put
        #: Customer -> account number; drawn from one row.
        self.numbers: dict[UUID, str] = table("numbers")
        self.drawn: dict[str, int] = table("drawn")
        self.rules: dict[str, Rule] = table("rules")
        #: (group, id of the change) -> the change; those without a package.
        self.changes: dict[tuple[str, int], Change] = table("changes")
        self.unclaimed: dict[tuple[str, int], None] = table("unclaimed")
        #: Entity -> its operations that wait for it.
        self.held: dict[UUID, tuple[UUID, ...]] = table("held")
        #: Entity -> the operations that would create it.
        self.made: dict[UUID, tuple[UUID, ...]] = table("made")
        for group, rule in rules.items():
            put(self.rules, group, rule)
        self.valves = Valves(self.book.disk)
        self.said: list[tuple[Op, Verdict, Decision]] = []
        self.served = 0
        #: Ids of changes come from a sequence, which no transaction takes back.
        self.next_change = 0

    def _begin(self) -> None:
        super()._begin()
        self.said = []

    @property
    def deeds(self) -> tuple[int, int]:
        """Others write to headquarters' database, too."""
        return self.served, self.ground.network.sent[self.name]

    def die(self, killed: Killed) -> None:
        """End at once, and take back what the lost transaction would have told."""
        self.said = []
        super().die(killed)

    # ---- operations

    def committed(self) -> None:
        """Tell what was decided in the transaction that has ended."""
        for op, verdict, decision in self.said:
            self.ground.watch.decided(self, op, verdict, decision)
        self.said = []

    def take(self, sent: Sequence[Signed], patience_ms: int, respond: Respond) -> None:
        """Keep and decide; an operation that is known is answered with its verdict."""
        self.served += 1
        if self.ground.has_mistake and any(signing.breaks(one) for one in sent):
            self.ground.watch.met("headquarters broke down over an operation")
            respond(Breakdown())
            return
        super().take(sent, patience_ms, respond)

    def _take_in(self, op: Op, *, is_own: bool, waits: bool = False) -> Answer:
        if op.id not in self.book.log:
            row = self.book.keep(op)
            if op.creates:
                self.book.disk.put(self.made, op.entity, (*self.made.get(op.entity, ()), op.id))
            if op.kind == DISCARD:
                self._discard(row)
            elif op.kind == RETRY:
                self.close(row, Decision(outcome=Outcome.APPLIED))
            elif is_own or waits or self.decides_at_once():
                self._decide_in_turn(row, by="a person" if is_own or waits else "an upload")
            else:
                self.ground.watch.met("kept until somebody lets it be decided")
        elif not is_own:
            self.ground.watch.met("a repeat")
        return Answer(op.id, self.book.log[op.id].verdict)

    def decides_at_once(self) -> bool:
        """Tell whether what is sent up is decided when it comes."""
        return not self.valves.standing(DECIDE).shut

    def _decide_in_turn(self, row: Row, *, by: str) -> None:
        """Decide an operation after those of its entity that wait since before."""
        for waiting in self.before(row):
            self.ground.watch.met("what waited was decided before what came")
            self.decide_for(waiting, by=by)
        self.decide_for(row, by=by)

    def before(self, row: Row) -> list[Row]:
        """Return what waits for its decision on the same entity since before."""
        waiting = (self.book.log[id] for id in self.book.pending)
        found = [
            one for one in waiting if one.op.entity == row.op.entity and one.position < row.position
        ]
        return sorted(found, key=lambda one: one.position)

    def decide_for(self, row: Row, *, by: str) -> None:
        """Decide because a person waits, an upload came, or a run was asked for."""
        standing = self.valves.standing(DECIDE)
        self.ground.watch.turned(self, row.op, by, shut=standing.shut)
        self.decide(row)

    def decide(self, row: Row) -> None:
        """Decide one operation, and what waited for it."""
        op = row.op
        known = self.book.images.get(op.entity)
        before = known.state if known else None
        if op.kind == REMOVE:
            self._remove(row, known)
            return
        asked = Asked(
            edit=op.edit, creates=op.creates, edits=op.edits, is_orphan=self._is_orphan(op)
        )
        version = known.version if known else 0
        decision = deciding.decide(
            before,
            asked,
            law_of(op, str(self.drawn.get("customer", 0) + 1)),
            now_ms=self.wall_ms,
            version=version,
        )
        self._carry_out(op, decision)
        self.close(row, decision)
        if op.creates and decision.state is not None:
            for id in self.held.get(op.entity, ()):
                self.decide(self.book.log[id])

    def _is_orphan(self, op: Op) -> bool:
        """Tell whether an edit came after everything that it could belong to was given up."""
        log = self.book.log
        made = [log[id] for id in self.made.get(op.entity, ())]
        is_given_up = bool(made) and all(row.outcome == Outcome.DISCARDED for row in made)
        return is_given_up and all(not seen or UUID(seen) in log for seen in op.edit.base.values())

    def _carry_out(self, op: Op, decision: Decision) -> None:
        put = self.book.disk.put
        if "account_number" in decision.assigned:
            put(self.drawn, "customer", self.drawn.get("customer", 0) + 1)
            put(self.numbers, op.entity, decision.assigned["account_number"])
        if decision.state is not None:
            put(self.book.images, op.entity, image_of(op, decision.state))
            self.feed(op.entity_kind, op.entity)

    def _remove(self, row: Row, known: Known | None) -> None:
        if known is None or known.removed:
            version = known.version if known else 0
            self.close(row, Decision(outcome=Outcome.DUPLICATE, version=version))
            return
        version = known.version + 1
        gone = Known(kind=known.kind, version=version, state=None, document=None, removed="delete")
        self.book.disk.put(self.book.images, row.op.entity, gone)
        self.feed(known.kind, row.op.entity)
        self.close(row, Decision(outcome=Outcome.APPLIED, version=version))

    def _discard(self, row: Row) -> None:
        """Close what a person gave up, and the edits that waited for a creation."""
        self.close(row, Decision(outcome=Outcome.APPLIED))
        referred = self.book.log.get(row.op.refers) if row.op.refers else None
        if referred is None or referred.standing is not OperationState.ATTENTION:
            return
        self.close(referred, Decision(outcome=Outcome.DISCARDED))
        known = self.book.images.get(row.op.entity)
        if known is None or known.state is None:
            for id in self.held.get(row.op.entity, ()):
                self.close(self.book.log[id], Decision(outcome=Outcome.DISCARDED))

    def close(self, row: Row, decision: Decision) -> None:
        """Record a verdict and put it into the feed when a child waits for it."""
        op, assigned = row.op, dict(decision.assigned)
        if decision.outcome is Outcome.QUARANTINED and op.origin == self.name:
            self.said = []
            raise Refused(decision.reason)
        if decision.outcome is Outcome.DUPLICATE and op.creates:
            assigned = {"account_number": self.numbers.get(op.entity, "")}
        verdict = Verdict(
            operation=op.id,
            outcome=decision.outcome,
            version=decision.version,
            assigned=assigned,
            reason=decision.reason,
            decided_ms=self.wall_ms,
        )
        now = states.at_root(verdict.outcome)
        self.book.write(msgspec.structs.replace(row, verdict=verdict, standing=now))
        self._note_held(op, is_held=now is OperationState.HELD)
        self.said.append((op, verdict, decision))
        if op.origin != self.name:
            self.feed(op.entity_kind, op.entity, operation=op.id)

    def _note_held(self, op: Op, *, is_held: bool) -> None:
        there = self.held.get(op.entity, ())
        if is_held and op.id not in there:
            self.book.disk.put(self.held, op.entity, (*there, op.id))
        elif not is_held and op.id in there:
            left = tuple(one for one in there if one != op.id)
            self.book.disk.put(self.held, op.entity, left)

    # ---- the feed

    def feed(self, kind: str, entity: UUID, *, operation: UUID | None = None) -> None:
        """Put a change into every group's feed."""
        change = Change(kind=kind, entity=entity, operation=operation)
        for group in self.rules:
            self.enter(group, self.new_change(), change)

    def new_change(self) -> int:
        """Draw the id of a change; ids commit in any order."""
        self.next_change += 1
        return self.next_change

    def enter(self, group: str, id: int, change: Change) -> None:
        """Write a row of the feed."""
        self.book.disk.put(self.changes, (group, id), change)
        self.book.disk.put(self.unclaimed, (group, id), None)

    def change_rule(self, group: str, rule: Rule, *, takes_ms: int) -> None:
        """Change what a group holds, in a transaction that is open for a while.

        It drew ids before others that commit earlier; it ends under the lock of decisions, so
        that nothing is decided, packaged by the old rule, and missed.
        """
        drawn = {entity: self.new_change() for entity in self._under(group, rule)}

        def commit() -> None:
            with self.book.disk.transaction():
                for entity in self.concerned(group, rule, drawn):
                    id = drawn.get(entity) or self.new_change()
                    kind = self.book.images[entity].kind
                    self.enter(group, id, Change(kind=kind, entity=entity, is_again=True))
                self.book.disk.put(self.rules, group, rule)
                self.at(Failpoint.MINT_BEFORE_COMMIT)
            self.ground.watch.met("a rule changed")

        self.soon(takes_ms, f"new rule of {group}", commit)

    def concerned(self, group: str, rule: Rule, earlier: Iterable[UUID]) -> Iterable[UUID]:
        """Return whom another rule concerns, seen when nothing can be decided any more."""
        return self._under(group, rule)

    def tell_again(self, group: str, operations: Sequence[UUID], respond: Respond) -> None:
        """Put the verdicts on operations into a group's feed once more."""
        rows = [self.book.log[id] for id in operations if id in self.book.log]
        with self.book.disk.transaction():
            for row in rows:
                if row.verdict is not None:
                    op = row.op
                    change = Change(kind=op.entity_kind, entity=op.entity, operation=op.id)
                    self.enter(group, self.new_change(), change)
                    self.ground.watch.met("a verdict told again")
        respond(operations)

    def _under(self, group: str, rule: Rule) -> Iterable[UUID]:
        """Return the entities of which another rule may have another scope."""
        kinds = differing_kinds(self.rules[group], rule, list(SHAPES))
        return [id for id, known in self.book.images.items() if known.kind in kinds]


def image_of(op: Op, state: State) -> Known:
    """Put a merged state together as the tables hold it."""
    document = from_units(str(op.entity), state.units, SHAPES[op.entity_kind])
    units = to_units(document, SHAPES[op.entity_kind])
    return Known(
        kind=op.entity_kind,
        version=state.version,
        document=document,
        state=State(version=state.version, units=units, stamps=state.stamps),
    )
