"""Nodes without a database around the pure core: the same steps, in memory, each one atomic.

What the product does between the core and its tables stands in modules that need Django; the few
lines of it that decide, hold and settle are repeated here and proven against them elsewhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tillbook.exchange.core import heads, lanes, merge, packages
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.lanes import Waiting
from tillbook.exchange.core.merge import EMPTY, Edit, Policy, State
from tillbook.exchange.core.operations import FINAL, Outcome, Verdict
from tillbook.exchange.core.packages import GENESIS, Header, Item, Upsert, VerdictItem

EPOCH, GROUP = "1", "all"
KEY, KEY_ID = b"k" * 32, b"i" * 8


def policy_of(unit: str) -> Policy:
    """Return the policy of a unit, one unit for each policy that edits meet."""
    policies = {
        "number": Policy.ASSIGNED,
        "origin": Policy.FIXED,
        "consent": Policy.MOST_RESTRICTIVE,
    }
    return policies.get(unit, Policy.LATEST_INTENT)


def restriction(value: Any) -> int:
    """Rank a consent: "no …" before "yes …"."""
    return int(value.startswith("no"))


@dataclass(frozen=True, kw_only=True)
class Op:
    """An operation as minted; never changes."""

    id: UUID
    entity: UUID
    creates: bool
    patch: dict[str, Any]
    base: dict[str, str]
    edited_ms: int

    @property
    def edit(self) -> Edit:
        return Edit(
            operation=self.id.hex, patch=self.patch, base=self.base, edited_ms=self.edited_ms
        )


@dataclass(kw_only=True)
class Node:
    """One node; everything here is durable."""

    name: str
    parent: "Node | None" = None
    log: dict[UUID, Op] = field(default_factory=dict)
    verdicts: dict[UUID, Verdict] = field(default_factory=dict)
    settled: set[UUID] = field(default_factory=set)
    sent: set[UUID] = field(default_factory=set)
    images: dict[UUID, State] = field(default_factory=dict)
    cursor: Cursor = field(default_factory=lambda: heads.start(EPOCH))
    blobs: dict[str, bytes] = field(default_factory=dict)
    head: Head | None = None

    def undecided(self, entity: UUID) -> list[Op]:
        """Return what is laid over an image: creations first."""
        waiting = [op for op in self.log.values() if op.entity == entity]
        return sorted(
            (op for op in waiting if op.id not in self.settled), key=lambda op: not op.creates
        )

    def shown(self, entity: UUID) -> State | None:
        """Return what the node shows of an entity."""
        waiting, state = self.undecided(entity), self.images.get(entity)
        if state is None:
            if not waiting or not waiting[0].creates:
                return None
            state = EMPTY
        for op in waiting:
            if op.creates and state.units:
                continue
            state = merge.merge(state, op.edit, policy_of, restriction=restriction).state
        return state

    def take(self, ops: Iterable[Op]) -> dict[UUID, Verdict | None]:
        """Keep a child's operations and answer each; repeats are answered as before."""
        answers: dict[UUID, Verdict | None] = {}
        for op in ops:
            assert self.log.setdefault(op.id, op) == op
            answers[op.id] = self.verdicts.get(op.id)
        return answers

    def note(self, answers: dict[UUID, Verdict | None]) -> None:
        """Take in the parent's answers."""
        for id, verdict in answers.items():
            self.sent.add(id)
            if verdict is not None and id not in self.settled:
                self.hear(verdict)

    def hear(self, verdict: Verdict) -> None:
        """Keep a verdict, unless a final one is known already."""
        known = self.verdicts.get(verdict.operation)
        if known is None or known.outcome not in FINAL:
            self.verdicts[verdict.operation] = verdict

    def batch(self) -> list[Op]:
        """Return what would be sent next."""
        waiting = [
            Waiting(operation=op.id, lane=op.entity, size=1)
            for op in self.log.values()
            if op.id not in self.settled | self.sent
            and not (op.id in self.verdicts and self.verdicts[op.id].outcome in FINAL)
        ]
        return [self.log[entry.operation] for entry in lanes.next_batch(waiting, limit=3)]

    @property
    def has_news(self) -> bool:
        """Tell whether the parent shows more than was applied here."""
        head = self.parent.head if self.parent else None
        return head is not None and heads.check_advance(head, self.cursor)

    def follow(self, *, at_most: int) -> None:
        """Apply packages of the parent's head, one transaction each; death after `at_most`."""
        assert self.parent is not None
        head = self.parent.head
        if head is None or not heads.check_advance(head, self.cursor):
            return
        for number in range(self.cursor.number + 1, head.number + 1):
            if not at_most:
                return
            name = head.name_at(number)
            assert name is not None
            self.blobs[name] = self.parent.blobs[name]
            self.apply(number, name)
            at_most -= 1
        self.head = head

    def apply(self, number: int, name: str) -> None:
        """Apply one package: rows and cursor together."""
        header, items = packages.open_package(self.blobs[name], name=name, key=KEY)
        packages.check_place(
            header, group=GROUP, epoch=EPOCH, number=number, previous=self.cursor.name
        )
        self.take_items(items)
        self.cursor = Cursor(epoch=EPOCH, number=number, name=name)

    def take_items(self, items: Iterable[Item]) -> None:
        """Take newer images, and settle what is decided."""
        for item in items:
            if isinstance(item, Upsert):
                known = self.images.get(item.id, EMPTY)
                if item.version > known.version:
                    self.images[item.id] = State(
                        version=item.version, units=item.document, stamps=item.stamps
                    )
            elif isinstance(item, VerdictItem) and item.verdict.operation in self.log:
                self.hear(item.verdict)
                if item.verdict.outcome in FINAL:
                    self.settled.add(item.verdict.operation)


@dataclass(kw_only=True)
class Headquarters(Node):
    """The root: decides once, numbers, packages."""

    clock_ms: Callable[[], int]
    decided: list[UUID] = field(default_factory=list)
    #: Rows of the feed: entity, operation or None, package or None.
    changes: list[tuple[UUID, UUID | None]] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    numbers: dict[UUID, str] = field(default_factory=dict)

    def take(self, ops: Iterable[Op]) -> dict[UUID, Verdict | None]:
        """Keep and decide; an operation that is known is answered with its verdict."""
        asked = list(ops)
        for op in asked:
            if op.id not in self.log:
                self.log[op.id] = op
                self.decide(op)
        return super().take(asked)

    def decide(self, op: Op) -> None:
        """Decide one operation, and what waited for it."""
        before = self.images.get(op.entity)
        if before is None and not op.creates:
            self.close(op, Verdict(operation=op.id, outcome=Outcome.HELD))
            return
        if before is not None and op.creates:
            given = {"number": self.numbers[op.entity]}
            duplicate = Verdict(operation=op.id, outcome=Outcome.DUPLICATE, assigned=given)
            self.close(op, duplicate)
            return
        edited_ms = merge.clamp(op.edited_ms, not_before_ms=0, not_after_ms=self.clock_ms())
        edit = Edit(operation=op.id.hex, patch=op.patch, base=op.base, edited_ms=edited_ms)
        merged = merge.merge(before or EMPTY, edit, policy_of, restriction=restriction)
        state, assigned = merged.state, {}
        if op.creates:
            number = self.numbers.setdefault(op.entity, str(len(self.numbers) + 1))
            assigned = {"number": number}
            state = merge.assign(state, assigned, operation=op.id.hex, edited_ms=edited_ms)
        if merged.written:
            self.images[op.entity] = state
            self.changes.append((op.entity, None))
        outcome = Outcome.MERGED if merged.losers else Outcome.APPLIED
        self.close(
            op, Verdict(operation=op.id, outcome=outcome, version=state.version, assigned=assigned)
        )
        if op.creates:
            for held in list(self.log.values()):
                if held.entity == op.entity and self.verdicts[held.id].outcome is Outcome.HELD:
                    self.decide(held)

    def close(self, op: Op, verdict: Verdict) -> None:
        """Record a verdict and put it into the feed."""
        self.verdicts[op.id] = verdict
        if verdict.outcome in FINAL:
            self.decided.append(op.id)
            self.settled.add(op.id)
        self.changes.append((op.entity, op.id))

    @property
    def is_behind(self) -> bool:
        """Tell whether a change is not published yet."""
        return len(self.claims) > len(self.names) or sum(self.claims) < len(self.changes)

    @property
    def head_is_old(self) -> bool:
        """Tell whether the manifest misses what is published."""
        return self.head is None or self.head.number < len(self.names)

    def claim(self, size: int) -> None:
        """Give waiting changes the next number, unless a claimed package is unfinished."""
        first = sum(self.claims)
        if len(self.claims) == len(self.names) and first < len(self.changes):
            self.claims.append(min(size, len(self.changes) - first))

    def publish(self, nonce: bytes) -> None:
        """Render and publish the claimed package from what is known now."""
        if len(self.claims) == len(self.names):
            return
        first = sum(self.claims[:-1])
        rows = self.changes[first : first + self.claims[-1]]
        touched = dict.fromkeys(entity for entity, _ in rows)
        items: list[Item] = [self.upsert(entity) for entity in touched if entity in self.images]
        items += [
            VerdictItem(kind="customer", id=entity, verdict=self.verdicts[operation])
            for entity, operation in rows
            if operation is not None
        ]
        header = Header(
            format=packages.FORMAT,
            group=GROUP,
            epoch=EPOCH,
            number=len(self.claims),
            previous=self.names[-1] if self.names else GENESIS,
            folding_version=1,
            items=len(items),
        )
        content = packages.render(header, items, key_id=KEY_ID, key=KEY, nonce=nonce)
        name = packages.name_of(content)
        self.blobs[name] = content
        self.names.append(name)

    def upsert(self, entity: UUID) -> Upsert:
        """Return an image as it travels."""
        state = self.images[entity]
        return Upsert(
            kind="customer",
            id=entity,
            version=state.version,
            stamps=state.stamps,
            document=state.units,
            derived={},
        )

    def publish_head(self) -> None:
        """Name what is published."""
        self.head = Head(
            format=heads.FORMAT,
            group=GROUP,
            epoch=EPOCH,
            number=len(self.names),
            name=self.names[-1] if self.names else GENESIS,
            tail=tuple(self.names),
            min_reader=heads.MIN_READER,
            folding_version=1,
            signed_ms=0,
        )
