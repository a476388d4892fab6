"""Nodes under faults against the reference, step by step, in any order that Hypothesis finds."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.simulation import world
from tests.simulation.model import Model
from tests.simulation.world import EPOCH, KEY, Headquarters, Node, Op
from tillbook.exchange.core import heads, merge, packages
from tillbook.exchange.core.errors import ExchangeFault
from tillbook.exchange.core.merge import State
from tillbook.exchange.core.operations import FINAL, Outcome, Verdict
from tillbook.exchange.core.packages import GENESIS

#: A till's clock may be years off, either way.
SKEWS = (0, 0, 5, -5, 10**12, -(10**12))
UNITS = ("name", "email", "phone", "origin")
FAULTS = ("none", "none", "cut", "lose_answer", "duplicate", "delay")
#: What happened in a run: a fault that never struck proves nothing.
MET: Counter[str] = Counter()
tills = st.integers(0, 2)
picks = st.integers(0, 99)
Choice = TypeVar("Choice")


def _pick(which: int, choices: Sequence[Choice]) -> Choice:
    return choices[which % len(choices)]


class Exchange(RuleBasedStateMachine):
    """One headquarters, two stores, three tills: one of them hangs on headquarters directly."""

    def __init__(self) -> None:
        super().__init__()
        self.now_ms = 10**12
        self.root = Headquarters(name="hq", clock_ms=lambda: self.now_ms)
        stores = [Node(name=f"store {n}", parent=self.root) for n in (1, 2)]
        parents = (stores[0], stores[1], self.root)
        self.tills = [Node(name=f"till {n}", parent=parents[n]) for n in range(3)]
        self.children = [*stores, *self.tills]
        self.skew = dict.fromkeys(range(3), 0)
        self.model = Model()
        self.late: list[tuple[Node, list[Op]]] = []
        self.minted = 0
        self.seen: dict[UUID, set[str]] = {}
        self.entities: list[UUID] = []

    # ---- what people do

    @rule(till=tills, skew=st.sampled_from(SKEWS))
    def set_a_clock(self, till: int, skew: int) -> None:
        self.skew[till] = skew

    @rule(till=tills, again=st.booleans())
    def create(self, till: int, again: bool) -> None:
        """Make a new customer, or once more one that may be known elsewhere."""
        node = self.tills[till]
        entity = self.entities[-1] if again and self.entities else self._id()
        if any(op.entity == entity and op.creates for op in node.log.values()):
            return
        if entity not in self.entities:
            self.entities.append(entity)
        patch = {"name": f"made {self.minted}", "origin": node.name}
        self._write(till, entity, patch, creates=True)

    @precondition(lambda self: self.entities)
    @rule(till=tills, which=st.integers(0, 99), units=st.sets(st.sampled_from(UNITS), min_size=1))
    def edit(self, till: int, which: int, units: set[str]) -> None:
        """Change units of a customer that this till shows."""
        entity = self.entities[which % len(self.entities)]
        if self.tills[till].shown(entity) is None:
            return
        patch = {unit: f"{unit} {self.minted}" for unit in units}
        self._write(till, entity, patch, creates=False)

    @precondition(lambda self: self.entities)
    @rule(which=st.integers(0, 99), answers=st.permutations(["yes", "no", "no"]))
    def ask_at_every_till(self, which: int, answers: list[str]) -> None:
        """Let a customer say yes at one till and no at the others."""
        entity = self.entities[which % len(self.entities)]
        for till, answer in enumerate(answers):
            if self.tills[till].shown(entity) is not None:
                patch = {"consent": f"{answer} {self.minted}"}
                self._write(till, entity, patch, creates=False)

    def _write(self, till: int, entity: UUID, patch: dict[str, str], *, creates: bool) -> None:
        node = self.tills[till]
        before = node.shown(entity)
        stamps = before.stamps if before and not creates else {}
        base = {unit: stamps[unit].operation if unit in stamps else "" for unit in patch}
        op = Op(
            id=self._id(),
            entity=entity,
            creates=creates,
            patch=patch,
            base=base,
            edited_ms=self.now_ms + self.skew[till],
        )
        node.log[op.id] = op
        self.model.confirmed[op.id] = op
        self.now_ms += 1
        after = node.shown(entity)
        assert after is not None, "a write is shown where it was made"
        if not creates:
            for unit in patch.keys() - {"origin"}:
                assert after.units[unit] == patch[unit], "read your writes"

    def _id(self) -> UUID:
        """Ids come in no order: nothing may depend on it."""
        self.minted += 1
        return UUID(bytes=hashlib.md5(b"%d" % self.minted, usedforsecurity=False).digest())

    # ---- what links and processes do

    @precondition(lambda self: any(node.batch() for node in self.children))
    @rule(which=picks, fault=st.sampled_from(FAULTS))
    def upload(self, which: int, fault: str) -> None:
        """Send a batch; also stands for a crash of either side before, between and after."""
        node = _pick(which, [node for node in self.children if node.batch()])
        self._send(node, node.batch(), fault)

    @precondition(lambda self: any(node.batch() for node in self.children))
    @rule(which=picks, last=st.booleans(), fault=st.sampled_from(FAULTS))
    def ask_at_once(self, which: int, last: bool, fault: str) -> None:
        """Somebody waits for this very operation: it overtakes what was written before it."""
        node = _pick(which, [node for node in self.children if node.batch()])
        waiting = [op for op in node.log.values() if op.id not in node.settled]
        self._send(node, [waiting[-1] if last else _pick(which, waiting)], fault)

    def _send(self, node: Node, batch: list[Op], fault: str) -> None:
        MET[f"link: {fault}"] += 1
        if fault == "cut":
            return
        if fault == "delay":
            self.late.append((node, batch))
            return
        if fault == "duplicate":
            self._arrive(node, batch)
        answers = self._arrive(node, batch)
        if fault != "lose_answer":
            node.note(answers)

    @precondition(lambda self: self.late)
    @rule(which=st.integers(0, 99))
    def arrive_late(self, which: int) -> None:
        """Let a delayed request arrive out of order; nobody hears the answer."""
        node, batch = self.late.pop(which % len(self.late))
        self._arrive(node, batch)

    def _arrive(self, node: Node, batch: list[Op]) -> dict[UUID, Verdict | None]:
        assert node.parent is not None
        before = len(self.root.decided)
        answers = node.parent.take(batch)
        MET.update(verdict.outcome.value for verdict in answers.values() if verdict)
        for id in self.root.decided[before:]:
            self.model.decided(self.root.log[id], now_ms=self.now_ms)
        return answers

    @precondition(lambda self: any(node.sent for node in self.children))
    @rule(which=picks)
    def forget_custody(self, which: int) -> None:
        """No verdict came for long: everything is sent again."""
        _pick(which, [node for node in self.children if node.sent]).sent.clear()

    @precondition(lambda self: self.root.is_behind)
    @rule(size=st.integers(1, 5))
    def claim(self, size: int) -> None:
        self.root.claim(size)

    @precondition(lambda self: len(self.root.claims) > len(self.root.names))
    @rule()
    def publish(self) -> None:
        self.root.publish(self.minted.to_bytes(4) + len(self.root.names).to_bytes(8))

    @precondition(lambda self: self.root.head is None or self.root.head_is_old)
    @rule()
    def publish_head(self) -> None:
        self.root.publish_head()

    @precondition(lambda self: any(node.has_news for node in self.children))
    @rule(which=picks, at_most=st.integers(1, 4))
    def follow(self, which: int, at_most: int) -> None:
        """Follow, and perhaps die after a few packages."""
        _pick(which, [node for node in self.children if node.has_news]).follow(at_most=at_most)

    @rule()
    def turn_the_packager(self) -> None:
        """Everything in a row, as on a good day."""
        while self.root.is_behind:
            self.root.claim(9)
            self.publish()
        self.root.publish_head()

    @precondition(lambda self: any(node.cursor.number for node in self.children))
    @rule(which=picks, package=picks)
    def replay(self, which: int, package: int) -> None:
        """Apply again what was applied: nothing changes."""
        node = _pick(which, [node for node in self.children if node.cursor.number])
        name = self.root.names[package % node.cursor.number]
        before = (dict(node.images), dict(node.verdicts), set(node.settled))
        _, items = packages.open_package(self.root.blobs[name], name=name, key=KEY)
        node.take_items(items)
        assert (node.images, node.verdicts, node.settled) == before

    # ---- what must hold at every moment

    @invariant()
    def no_confirmed_write_is_lost(self) -> None:
        for id, op in self.model.confirmed.items():
            assert any(node.log.get(id) == op for node in (self.root, *self.children))

    @invariant()
    def every_operation_is_decided_at_most_once(self) -> None:
        assert len(self.root.decided) == len(set(self.root.decided))
        assert self.root.decided == self.model.applied

    @invariant()
    def a_verdict_is_the_same_everywhere_once_it_is_final(self) -> None:
        for node in self.children:
            for id, verdict in node.verdicts.items():
                if verdict.outcome in FINAL:
                    assert verdict == self.root.verdicts[id]

    @invariant()
    def one_number_belongs_to_one_customer(self) -> None:
        for node in (self.root, *self.children):
            for entity, image in node.images.items():
                self.seen.setdefault(entity, set()).add(image.units["number"])
        given = [number for numbers in self.seen.values() for number in numbers]
        assert all(len(numbers) == 1 for numbers in self.seen.values())
        assert len(given) == len(set(given))

    @invariant()
    def headquarters_agrees_with_the_reference(self) -> None:
        """Causal edits win, concurrent ones go by time, each counts once."""
        for entity in self.model.truth:
            image = self.root.images[entity]
            values = {unit: value for unit, value in image.units.items() if unit != "number"}
            assert values == self.model.values(entity)

    @invariant()
    def every_unit_was_written_whole_by_one_operation(self) -> None:
        for node in (self.root, *self.children):
            for entity in self.entities:
                self._prove_units(node.shown(entity))

    def _prove_units(self, state: State | None) -> None:
        if state is None:
            return
        for unit, value in state.units.items():
            if unit != "number":
                writer = self.model.confirmed[UUID(state.stamps[unit].operation)]
                assert writer.patch[unit] == value

    @invariant()
    def what_is_shown_where_it_was_made_stays_shown(self) -> None:
        for till in self.tills:
            for op in till.log.values():
                assert not op.creates or till.shown(op.entity) is not None

    @invariant()
    def an_image_is_never_newer_than_headquarters(self) -> None:
        for node in self.children:
            for entity, image in node.images.items():
                assert image.version <= self.root.images[entity].version

    # ---- what must hold in the end

    def teardown(self) -> None:
        """Heal everything, let the loops turn, and look."""
        for node, batch in self.late:
            self._arrive(node, batch)
        for _ in range(3):
            for node in reversed(self.children):
                node.sent.clear()
                while node.batch():
                    node.note(self._arrive(node, node.batch()))
            self.turn_the_packager()
            for node in self.children:
                node.follow(at_most=10**6)
        self._prove_the_end()

    def _prove_the_end(self) -> None:
        assert set(self.model.confirmed) == set(self.root.decided)
        assert sum(self.root.claims) == len(self.root.changes)
        previous = GENESIS
        for number, name in enumerate(self.root.names, 1):
            header, _ = packages.open_package(self.root.blobs[name], name=name, key=KEY)
            packages.check_place(header, group="all", epoch=EPOCH, number=number, previous=previous)
            previous = name
        for node in self.children:
            assert node.images == self.root.images
            assert set(node.log) <= node.settled
            assert node.cursor == heads.Cursor(
                epoch=EPOCH, number=len(self.root.names), name=previous
            )
            for entity in self.root.images:
                assert node.shown(entity) == self.root.images[entity]


def _run(
    *,
    examples: int,
    steps: int,
    phases: tuple[Phase, ...] = tuple(Phase),
    is_repeatable: bool = True,
) -> None:
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=phases,
            derandomize=is_repeatable,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nodes_under_faults_agree_with_the_reference() -> None:
    MET.clear()
    _run(examples=250, steps=40)
    assert set(MET) >= {
        *(outcome.value for outcome in (Outcome.MERGED, Outcome.DUPLICATE, Outcome.HELD)),
        *(f"link: {fault}" for fault in FAULTS),
    }


@pytest.mark.proof
def test_nodes_under_faults_agree_with_the_reference_for_long() -> None:
    _run(examples=4_000, steps=100, is_repeatable=False)


def _last_writer_wins(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(merge, "_saw_current", lambda *_: False)


def _a_refusal_is_no_stronger_than_a_consent(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(world, "restriction", merge.unrestricted)


def _repeats_are_decided_again(patched: pytest.MonkeyPatch) -> None:
    def take(self: Headquarters, ops: Iterable[Op]) -> Any:
        asked = list(ops)
        for op in asked:
            self.log[op.id] = op
            self.decide(op)
        return Node.take(self, asked)

    patched.setattr(Headquarters, "take", take)


def _the_cursor_moves_before_the_rows(patched: pytest.MonkeyPatch) -> None:
    apply = Node.apply

    def early(self: Node, number: int, name: str) -> None:
        if number % 3:
            apply(self, number, name)
        else:
            self.cursor = heads.Cursor(epoch=EPOCH, number=number, name=name)

    patched.setattr(Node, "apply", early)


def _own_writes_are_not_shown(patched: pytest.MonkeyPatch) -> None:
    def shown(self: Node, entity: UUID) -> State | None:
        return self.images.get(entity)

    patched.setattr(Node, "shown", shown)


def _an_answer_that_is_lost_counts_as_taken(patched: pytest.MonkeyPatch) -> None:
    batch = Node.batch

    def forgetful(self: Node) -> list[Op]:
        chosen = batch(self)
        if len(chosen) > 2:
            self.settled.update(op.id for op in chosen)
        return chosen

    patched.setattr(Node, "batch", forgetful)


def _a_change_falls_out_of_the_feed(patched: pytest.MonkeyPatch) -> None:
    upsert = Headquarters.upsert

    def older(self: Headquarters, entity: UUID) -> packages.Upsert:
        image = upsert(self, entity)
        stale = {unit: value for unit, value in image.document.items() if unit != "email"}
        return msgspec.structs.replace(image, document=stale)

    patched.setattr(Headquarters, "upsert", older)


def _each_operation_draws_a_number(patched: pytest.MonkeyPatch) -> None:
    assign = merge.assign

    def drawn(state: State, values: Any, *, operation: str, edited_ms: int) -> State:
        return assign(state, {"number": "1"}, operation=operation, edited_ms=edited_ms)

    patched.setattr(merge, "assign", drawn)


@pytest.mark.parametrize(
    "plant",
    [
        _last_writer_wins,
        _a_refusal_is_no_stronger_than_a_consent,
        _repeats_are_decided_again,
        _the_cursor_moves_before_the_rows,
        _own_writes_are_not_shown,
        _an_answer_that_is_lost_counts_as_taken,
        _a_change_falls_out_of_the_feed,
        _each_operation_draws_a_number,
    ],
)
def test_the_machine_finds_a_planted_mistake(
    monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    with pytest.raises((AssertionError, KeyError, ExchangeFault, FlakyFailure)):
        _run(examples=2000, steps=40, phases=(Phase.generate,))
