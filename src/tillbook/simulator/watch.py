"""What must hold at every moment, looked at after each step that could break it.

The numbers are those of the invariants in `simulator/DESIGN.md`.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from tillbook.exchange.core.deciding import Decision
from tillbook.exchange.core.merge import Stamp, State
from tillbook.exchange.core.operations import FINAL, Outcome, Verdict
from tillbook.exchange.core.packages import GENESIS, Item, Removal
from tillbook.exchange.core.snapshots import Manifest
from tillbook.exchange.core.states import OperationState, SyncState
from tillbook.simulator.failures import Broken, Killed
from tillbook.simulator.kinds import CHANNELS, CREATE, HUSH, Op, restriction
from tillbook.simulator.reference import Reference, Truth, is_no
from tillbook.simulator.valves import DECIDE, KINDS, UPLOAD

if TYPE_CHECKING:
    from tillbook.simulator.book import Row
    from tillbook.simulator.headquarters import Headquarters
    from tillbook.simulator.node import Node
    from tillbook.simulator.packager import Package, Root
    from tillbook.simulator.schedule import Process

#: Spread of waits in a row of many failures: without it a whole chain comes back in step.
MANY_FAILURES = 9


class Watch:
    """Everything that is checked, and how often."""

    def __init__(self) -> None:
        self.reference = Reference()
        self.ops: dict[UUID, Op] = {}
        #: Confirmed, not yet at headquarters.
        self.on_the_way: dict[UUID, None] = {}
        self.checks: Counter[str] = Counter()
        self.situations: Counter[str] = Counter()
        #: Faults at nodes whose effect is proven.
        self.proven: Counter[str] = Counter()
        self.verdicts: dict[UUID, Verdict] = {}
        self.waits_s: list[float] = []
        self.numbers: dict[str, UUID] = {}
        self.nodes: Sequence[Node] = ()
        self.packaged: dict[tuple[str, int], int] = {}
        self.chain: dict[tuple[str, int], str] = {}
        #: (group, entity) of what ever left a group: no version tells one stay from another.
        self.left: set[tuple[str, UUID]] = set()
        #: (node, entity) -> the newest version that it had, and its operations there.
        self.seen: dict[tuple[str, UUID], int] = {}
        self.asked: dict[tuple[str, UUID], dict[UUID, None]] = {}

    def require(self, check: str, holds: Any, what: str) -> None:
        """Count a check; end the run if it does not hold."""
        self.checks[check] += 1
        if not holds:
            raise Broken(check, what)

    def met(self, situation: str) -> None:
        """Note that a situation occurred."""
        self.situations[situation] += 1

    def alarm(self, node: "Node", code: str) -> None:
        """Note that a node told people of trouble."""
        self.situations[f"alarm {code}"] += 1

    # ---- deaths

    def died(self, node: "Process", killed: Killed) -> None:
        """Look, at the end of a process, for what it had confirmed."""
        self.proven[f"death {killed.at}"] += 1
        if killed.lost:
            self.proven["transaction lost"] += 1
        self.no_write_is_lost()

    def rose(self, node: "Process", *, was_idle: bool) -> None:
        """Prove, when a process begins again, that it did nothing while it was dead."""
        self.require("faults", was_idle, f"{node.name} was dead and did something")

    def forget(self, node: "Node") -> None:
        """Expect nothing of a node that got an empty disk."""
        for table in (self.seen, self.asked):
            for key in [key for key in table if key[0] == node.name]:
                del table[key]

    def no_write_is_lost(self) -> None:
        """1: what was confirmed is at headquarters or at a node that will send it."""
        for id in self.on_the_way:
            self.require(
                "1 no lost write",
                any(self._will_send(node, id) for node in self.nodes),
                f"nobody has operation {id.hex[:8]} any more",
            )

    @staticmethod
    def _will_send(node: "Node", id: UUID) -> bool:
        """Tell whether a node has an operation and sends it, or asks a person what to do with it."""
        if id in node.book.pending:
            return True
        row = node.book.log.get(id)
        return row is not None and bool(row.refused)

    def waits(self, failures: int, delay_s: float) -> None:
        """24: what fails for long is tried again seldom, and not by all at once."""
        self.require("24 bounded", delay_s <= 45, "a wait is longer than any should be")
        if failures >= MANY_FAILURES:
            self.waits_s.append(delay_s)

    # ---- operations

    def confirmed(self, node: "Node", op: Op) -> None:
        """Note what a person was told to be safe, and look whether it is shown."""
        self.ops[op.id] = op
        self.asked.setdefault((node.name, op.entity), {})[op.id] = None
        if not node.parents:
            return
        self.on_the_way[op.id] = None
        shown = node.book.shown(op.entity)
        if op.kind == CREATE:
            self.require("6 read your writes", shown is not None, "a creation is not shown")
        self.look(node, op.entity)

    def took(self, node: "Node", ops: Sequence[Op]) -> None:
        """Note that a parent has operations durably."""
        for op in ops:
            known = self.ops.get(op.id)
            is_minted = known is not None and known.signed == op.signed
            self.require("27 authority", is_minted, "kept what no device of the chain minted")
            self.asked.setdefault((node.name, op.entity), {})[op.id] = None
            if not node.parents:
                self.on_the_way.pop(op.id, None)

    def decided(self, root: "Headquarters", op: Op, verdict: Verdict, decision: Decision) -> None:
        """2, 4, 8, 9, 10: headquarters' word, against the reference."""
        self.ops.setdefault(op.id, op)
        self.situations[verdict.outcome.value] += 1
        known = self.verdicts.get(op.id)
        is_first = known is None or known.outcome not in FINAL
        self.require("2 exactly once", is_first, "an operation was decided twice")
        self.verdicts[op.id] = verdict
        if verdict.outcome is Outcome.DISCARDED:
            self.reference.discard(op)
            return
        stood = dict(self.reference.truth.get(op.entity, {}))
        must = self.reference.decide(op, now_ms=root.wall_ms)
        self.require("2 exactly once", must is verdict.outcome, f"{verdict.outcome}, not {must}")
        if decision.state is not None:
            self._causal(op, decision.state, {unit: one.by for unit, one in stood.items()})
            self._restricted(op, decision.state, stood)
            self._as_the_reference(op.entity, decision.state)
            self._number(op.entity, decision.state)

    def _causal(self, op: Op, state: "State", stood: dict[str, str]) -> None:
        for unit in op.edit.patch:
            if unit in stood and unit != "origin" and op.edit.base.get(unit) == stood[unit]:
                is_mine = state.stamps[unit].operation == op.id.hex
                self.require("8 causal edits win", is_mine, f"{unit} lost though it saw the value")

    def _restricted(self, op: Op, state: "State", stood: Truth) -> None:
        for unit in op.edit.patch:
            if unit.startswith("consent/") and unit in stood and is_no(stood[unit].value):
                saw = op.edit.base.get(unit) == stood[unit].by
                stays = is_no(state.units.get(unit))
                self.require(
                    "10 restriction", saw or stays, "a no gave way to what had not seen it"
                )

    def _as_the_reference(self, entity: UUID, state: "State") -> None:
        truth = self.reference.truth[entity]
        found = {unit: value for unit, value in state.units.items() if value is not None}
        found.pop("account_number", None)
        if found.get(f"address/{found.get('primary/address')}") is None:
            found.pop("primary/address", None)
        must = {unit: one.value for unit, one in truth.items() if one.value is not None}
        self.require("9 unit integrity", found == must, f"{found} is not {must}")

    def _number(self, entity: UUID, state: "State") -> None:
        number = state.units.get("account_number")
        if number is not None:
            owner = self.numbers.setdefault(number, entity)
            self.require("4 one number", owner == entity, f"{number} belongs to two")

    def heard(self, node: "Node", operation: UUID) -> None:
        """3: a final verdict is the same everywhere."""
        row = node.book.log[operation]
        if row.verdict is not None and row.verdict.outcome in FINAL:
            is_same = row.verdict == self.verdicts[operation]
            self.require("3 stable verdict", is_same, "two words on one operation")
        if row.outcome == Outcome.APPLIED and row.op.origin == node.name:
            self._stays_until_its_image(node, row)
        self.look(node, row.op.entity)

    def _stays_until_its_image(self, node: "Node", row: "Row") -> None:
        """6: an answer alone takes nothing off the screen."""
        known, op = node.book.images.get(row.op.entity), row.op
        if row.verdict is None or (known and known.version >= row.verdict.version):
            return
        shown = node.book.shown(op.entity)
        laid = [id.hex for id in node.book.laid.get(op.entity, ())]
        if op.creates:
            self.require("6 read your writes", op.id.hex in laid, "it went with the answer")
        elif shown is not None:
            for unit in op.edit.patch:
                by = shown.stamps[unit].operation if unit in shown.stamps else ""
                self.require("6 read your writes", by in laid, f"{unit} went with the answer")

    # ---- valves

    def sends(self, node: "Node") -> None:
        """Valves: nothing goes up without anybody waiting while that is held and no run asked for."""
        heard = node.book.valves.get(UPLOAD)
        is_let = heard is None or not heard.shut or heard.asked > heard.done
        self.require("valves", is_let, f"{node.name} sent though uploads are held")

    def turned(self, root: "Headquarters", op: Op, by: str, *, shut: bool) -> None:
        """Valves: what is held is decided for a person who waits, or in a run; in order."""
        standing = root.valves.standing(DECIDE)
        is_let = by == "a person" or not shut
        is_let = is_let or (by == "a run" and standing.asked > standing.done)
        self.require("valves", is_let, "decided though decisions are held")
        mine = root.book.log[op.id].position
        earlier = [
            id
            for id, position in root.book.pending.items()
            if position < mine and root.book.log[id].op.entity == op.entity
        ]
        self.require("valves", not earlier, "decided before what came earlier")

    def claimed(self, root: "Root", group: str, ids: Sequence[int]) -> None:
        """Valves: no package has a kind whose valve is shut and of which no run was asked for."""
        found = {root.changes[group, id].kind for id in ids}
        for name, kinds in KINDS.items():
            valve = root.valves.standing(name)
            is_let = not valve.shut or valve.asked > valve.done
            self.require("valves", is_let or found.isdisjoint(kinds), f"{name} let through")

    # ---- packages

    def rendered(self, root: "Root", group: str, items: Sequence[Item]) -> None:
        """16: nothing that the group must not have is in the bytes; bytes are searched."""
        for item in items:
            if isinstance(item, Removal) and item.why == "evict":
                self.left.add((group, item.id))
        if group != CHANNELS:
            plain = msgspec.json.encode(list(items))
            self.require("16 scope", HUSH.encode() not in plain, f"{group} got what it must not")

    def published(self, root: "Root", group: str, number: int, package: "Package") -> None:
        """13, 14: each change is in one package, numbers have no gaps, the chain holds."""
        before = self.chain.get((group, number - 1), GENESIS if number == 1 else "")
        self.require("13 feed", package.previous == before, "the chain is broken")
        for id in package.changes:
            again = self.packaged.setdefault((group, id), number)
            self.require("13 feed", again == number, "a change is in two packages")
        name = self.chain.setdefault((group, number), package.name)
        self.require("14 immutable", name == package.name, "one number has two packages")

    def loaded(self, node: "Node", touched: Sequence[UUID]) -> None:
        """7 and what is shown, at a node that took a part of a snapshot."""
        for entity in touched:
            self._monotonic(node, entity)
            self.look(node, entity)

    def took_snapshot(
        self, node: "Node", group: str, manifest: Manifest, touched: Sequence[UUID]
    ) -> None:
        """14: a snapshot stands on the package that all others have at its number."""
        name = self.chain[group, manifest.number]
        self.require("14 immutable", name == manifest.package, "a snapshot of another chain")
        self.proven["snapshot taken"] += 1
        self.loaded(node, touched)

    def applied(
        self, node: "Node", group: str, number: int, name: str, touched: Sequence[UUID]
    ) -> None:
        """7, 14 and what is shown, at a node that applied a package."""
        self.require("14 immutable", self.chain[group, number] == name, "other bytes, same number")
        self.require(
            "20 chain", node.book.cursor(group).name == name, "the cursor is not where the rows are"
        )
        for entity in touched:
            self._monotonic(node, entity)
            self.look(node, entity)

    def _monotonic(self, node: "Node", entity: UUID) -> None:
        known = node.book.images.get(entity)
        if known is None:
            return
        key = (node.name, entity)
        self.require(
            "7 monotonic", known.version >= self.seen.get(key, 0), "an older image came back"
        )
        self.seen[key] = known.version
        if known.removed == "evict" and node.book.laid.get(entity):
            self.met("evicted under an own edit")
        if known.state is not None:
            self._number(entity, known.state)

    # ---- what a node shows

    def look(self, node: "Node", entity: UUID) -> None:
        """6, 9, 10, 23: of one entity at one node."""
        laid = node.book.laid.get(entity, ())
        self._honest(node, entity)
        if not laid:
            return
        shown = node.book.shown(entity)
        if shown is None:
            return
        self._units(shown)
        self._own_writes(node, entity, shown)
        self._no_stays_no(node, entity, shown)

    def _honest(self, node: "Node", entity: UUID) -> None:
        rows = [node.book.log[id] for id in self.asked.get((node.name, entity), ())]
        is_open = any(
            row.standing is not OperationState.SETTLED and row.outcome not in FINAL for row in rows
        )
        if is_open:
            says = node.book.sync_state(entity)
            self.require("23 honest", says is not SyncState.SYNCED, "synced, with open operations")
        else:
            self.checks["23 honest"] += 1

    def _units(self, shown: "State") -> None:
        for unit, value in shown.units.items():
            if unit != "account_number":
                writer = self.ops[UUID(shown.stamps[unit].operation)]
                is_whole = writer.edit.patch[unit] == value
                self.require("9 unit integrity", is_whole, f"nobody wrote {unit} as it stands")

    def _own_writes(self, node: "Node", entity: UUID, shown: "State") -> None:
        own = [node.book.log[id].op for id in node.book.laid[entity]]
        known = node.book.images.get(entity)
        # Of several creations one is shown, first what no parent refused.
        is_made = bool(known and known.state) or sum(op.creates for op in own) > 1
        for op in own:
            is_laid = op.origin == node.name and not (op.creates and is_made)
            if is_laid and op.id not in self.verdicts:
                for unit, value in op.edit.patch.items():
                    self._own_unit(op, unit, value, shown=shown, own=own)

    def _own_unit(
        self, op: Op, unit: str, value: Any, *, shown: "State", own: Sequence[Op]
    ) -> None:
        stamp = shown.stamps[unit]
        by_own = any(one.id.hex == stamp.operation for one in own)
        if by_own or unit == "origin":
            self.checks["6 read your writes"] += 1
            return
        rank = restriction if unit.startswith("consent/") else lambda _: 0
        theirs = (rank(shown.units.get(unit)), stamp.edited_ms, stamp.operation)
        mine = (rank(value), op.edit.edited_ms, op.id.hex)
        did_not_see = op.edit.base.get(unit) != stamp.operation
        self.require(
            "6 read your writes", did_not_see and theirs > mine, f"own {unit} is not shown"
        )

    def _no_stays_no(self, node: "Node", entity: UUID, shown: "State") -> None:
        known = node.book.images.get(entity)
        if known is None or known.state is None:
            return
        for unit, value in known.state.units.items():
            if unit.startswith("consent/") and is_no(value) and not is_no(shown.units.get(unit)):
                stands = known.state.stamps[unit]
                laid = [self.ops[id] for id in node.book.laid[entity]]
                said_yes = [op.id.hex for op in laid if unit in op.edit.patch]
                made_ms = min(stamp.edited_ms for stamp in known.state.stamps.values())
                saw = any(self._saw_a_no(yes, stands, unit, made_ms) for yes in said_yes)
                self.require("10 restriction", saw, "a no is shown as a yes that had not seen it")

    def _saw_a_no(self, yes: str, stands: Stamp, unit: str, made_ms: int) -> bool:
        """Tell whether a yes saw the no that stands, or an own one that is stronger than that."""
        by = "" if is_no(self.ops[UUID(yes)].edit.patch[unit]) else yes
        while by:
            edit = self.ops[UUID(by)].edit
            at_ms = max(edit.edited_ms, made_ms)
            is_stronger = (at_ms, by) > (stands.edited_ms, stands.operation)
            if by == stands.operation or (is_no(edit.patch.get(unit)) and is_stronger):
                return True
            by = edit.base.get(unit, "")
        return False
