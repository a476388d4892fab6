"""What one node knows: its operations, headquarters' images, packages; in tables that are durable."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec

from tillbook.exchange.core import following, heads, packages, replaying, states
from tillbook.exchange.core.errors import AlteredOperation
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.merge import State
from tillbook.exchange.core.operations import CONTROLS, Outcome, Signed, Verdict
from tillbook.exchange.core.packages import Header, Item, Removal, Upsert, VerdictItem
from tillbook.exchange.core.replaying import Laid
from tillbook.exchange.core.states import OperationState, SyncState
from tillbook.exchange.core.units import Document, to_units
from tillbook.exchange.core.valves import Standing
from tillbook.simulator.disk import Disk
from tillbook.simulator.kinds import SHAPES, Op, customer_policy, restriction

EPOCH = "1"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An operation in a node's log, and where it stands there."""

    op: Op
    position: int
    standing: OperationState
    verdict: Verdict | None = None
    #: When the parent took it, by this node's clock.
    relayed_ms: int | None = None
    #: Why the parent would not keep it.
    refused: str = ""

    @property
    def outcome(self) -> str:
        return self.verdict.outcome if self.verdict else ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Headquarters' image of an entity, or that it is gone."""

    kind: str
    version: int
    state: State | None
    document: Document | None
    removed: str = ""


class Answer(NamedTuple):
    """A parent's word on one operation that it keeps."""

    operation: UUID
    verdict: Verdict | None
    #: Why the parent does not keep it.
    refused: str = ""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """How far a node took a snapshot."""

    #: Name of the snapshot's manifest.
    name: str
    chunk: int = 0
    row: int = 0
    is_over: bool = False
    #: Whether headquarters was asked for what stood in packages that were never walked.
    asked_again: bool = False


@lru_cache(maxsize=512)
def opened_head(content: bytes, key: bytes) -> Head:
    """Prove a head. The same bytes are the same head at every node."""
    return heads.open_head(content, key)


@lru_cache(maxsize=512)
def opened_package(content: bytes, name: str, key: bytes) -> tuple[Header, list[Item]]:
    """Open a package. The same bytes are the same items at every node."""
    return packages.open_package(content, name=name, key=key)


@lru_cache(maxsize=512)
def _states_in(content: bytes, name: str, key: bytes) -> dict[UUID, Known]:
    return {
        item.id: Known(
            kind=item.kind,
            version=item.version,
            document=item.document,
            state=State(
                version=item.version,
                units=to_units(item.document, SHAPES[item.kind]),
                stamps=item.stamps,
            ),
        )
        for item in opened_package(content, name, key)[1]
        if isinstance(item, Upsert)
    }


class Book:
    """The tables of a node, and the law of what is written to them."""

    def __init__(self) -> None:
        self.disk = Disk()
        table = self.disk.table
        self.log: dict[UUID, Row] = table("log")
        #: Entity -> its undecided operations, in log order.
        self.laid: dict[UUID, tuple[UUID, ...]] = table("laid")
        #: Operations to be sent -> their positions.
        self.pending: dict[UUID, int] = table("pending")
        self.images: dict[UUID, Known] = table("images")
        self.cursors: dict[str, Cursor] = table("cursors")
        #: Files: durable at once, in no transaction.
        self.blobs: dict[tuple[str, str], bytes] = table("blobs")
        self.heads: dict[str, bytes] = table("heads")
        self.loads: dict[str, Load] = table("loads")
        #: Group -> number of the package under the snapshot that was taken last.
        self.bases: dict[str, int] = table("bases")
        #: How uploads stand, by headquarters' last word.
        self.valves: dict[str, Standing] = table("heard valves")
        #: Headquarters shows only what it decided.
        self.lays = True
        #: What was replayed last for an entity, and of what: the same comes to the same.
        self._replayed: dict[UUID, tuple[State | None, tuple[Row, ...], State | None]] = {}

    # ---- operations

    def keep(self, op: Op, *, standing: OperationState = OperationState.PENDING) -> Row:
        """Append an operation to the log; what is there already is returned as it stands."""
        known = self.log.get(op.id)
        if known is not None:
            return known
        row = Row(op=op, position=len(self.log) + 1, standing=standing)
        self.write(row)
        return row

    def same(self, known: Row, sent: Signed) -> Op:
        """Return an operation that is here; bytes of it that went bad here are made good again.

        Raises AlteredOperation when another operation has its id.
        """
        if known.op.signed.envelope != sent.envelope:
            raise AlteredOperation("Two different operations carry one id.")
        if known.op.signed == sent:
            return known.op
        op = msgspec.structs.replace(known.op, signed=sent)
        is_refused = bool(known.refused)
        self.write(
            msgspec.structs.replace(
                known,
                op=op,
                standing=OperationState.PENDING if is_refused else known.standing,
                refused="",
            )
        )
        return op

    def write(self, row: Row) -> None:
        """Write a row and what is found by its standing."""
        put, op = self.disk.put, row.op
        put(self.log, op.id, row)
        if row.standing is OperationState.PENDING:
            put(self.pending, op.id, row.position)
        else:
            self.disk.drop(self.pending, op.id)
        there = self.laid.get(op.entity, ())
        is_laid = self.lays and row.standing in states.UNDECIDED
        if is_laid and op.id not in there:
            put(self.laid, op.entity, (*there, op.id))
        elif not is_laid and op.id in there:
            put(self.laid, op.entity, tuple(one for one in there if one != op.id))

    def answered(self, answer: Answer, *, wall_ms: int) -> bool:
        """Take in a parent's answer: custody, or a verdict as a courtesy. Safe to repeat."""
        row = self.log.get(answer.operation)
        if row is None or row.standing is not OperationState.PENDING:
            return False
        if answer.refused:
            attention = OperationState.ATTENTION
            self.write(msgspec.structs.replace(row, standing=attention, refused=answer.refused))
            return False
        verdict = answer.verdict
        now: OperationState = row.standing
        if verdict is not None:
            known = self.images.get(row.op.entity)
            now = states.by_answer(now, verdict, version=known.version if known else 0)
        self.write(
            msgspec.structs.replace(
                row, relayed_ms=wall_ms, verdict=verdict or row.verdict, standing=now, refused=""
            )
        )
        return verdict is not None

    def told(self, verdict: Verdict) -> Row | None:
        """Take in a verdict from a package; return the row that it changed."""
        row = self.log.get(verdict.operation)
        if row is None or row.standing is OperationState.SETTLED:
            return None
        if not states.replaces(verdict, row.outcome):
            return None
        now = states.by_package(row.standing, verdict)
        changed = msgspec.structs.replace(row, verdict=verdict, standing=now, refused="")
        self.write(changed)
        return changed

    def retry_here(self, operation: UUID) -> None:
        """Send again what the parent would not keep."""
        row, pending = self.log.get(operation), OperationState.PENDING
        if row is not None and row.refused:
            self.write(msgspec.structs.replace(row, standing=pending, refused="", relayed_ms=None))

    def close_here(self, operation: UUID) -> None:
        """Take a discarded operation out of what is shown here, before headquarters' word."""
        row = self.log.get(operation)
        if row is not None and row.standing is OperationState.ATTENTION:
            verdict = Verdict(operation=operation, outcome=Outcome.DISCARDED)
            self.write(
                msgspec.structs.replace(row, verdict=verdict, standing=OperationState.SETTLED)
            )

    # ---- what is shown

    def shown(self, entity: UUID) -> State | None:
        """Return what the node shows of an entity."""
        known = self.images.get(entity)
        image = known.state if known else None
        rows = tuple(self.log[id] for id in self.laid.get(entity, ()))
        laid = [row for row in rows if row.op.kind not in CONTROLS]
        if not laid:
            return image
        last = self._replayed.get(entity)
        if last is not None and last[0] is image and last[1] == rows:
            return last[2]
        shown = replaying.effective(
            image, map(_laid, laid), customer_policy, restriction=restriction
        )
        self._replayed[entity] = (image, rows, shown)
        return shown

    def sync_state(self, entity: UUID) -> SyncState:
        """Return how a record stands with headquarters, as a screen would say it."""
        return states.sync_state(self.log[id].standing for id in self.laid.get(entity, ()))

    # ---- packages

    def cursor(self, group: str) -> Cursor:
        """Return where this node stands in a group."""
        return self.cursors.get(group) or heads.start(EPOCH)

    def take(self, content: bytes, name: str, key: bytes) -> list[UUID]:
        """Take a package's items in, inside the caller's transaction; return what they changed."""
        items = opened_package(content, name, key)[1]
        touched: dict[UUID, None] = {}
        for item in items:
            if isinstance(item, VerdictItem) and self.told(item.verdict):
                touched[item.id] = None
        states = _states_in(content, name, key)
        for item in sorted_for_taking(items):
            known = self.images.get(item.id)
            at, gone = (known.version, known.removed) if known else (0, "")
            if following.takes(item, version=at, removed=gone):
                self.disk.put(self.images, item.id, _known(item, states))
                touched[item.id] = None
        return list(touched)


def sorted_for_taking(items: Iterable[Item]) -> Sequence[Upsert | Removal]:
    """Return what changes entities, what leaves first: a new thing may have what was another's."""
    found = [item for item in items if isinstance(item, Upsert | Removal)]
    return sorted(found, key=lambda item: isinstance(item, Upsert))


def _known(item: Upsert | Removal, states: dict[UUID, Known]) -> Known:
    if isinstance(item, Upsert):
        return states[item.id]
    return Known(kind=item.kind, version=item.version, state=None, document=None, removed=item.why)


def _laid(row: Row) -> Laid:
    assigned = row.verdict.assigned if row.verdict else {}
    return Laid(
        edit=row.op.edit,
        creates=row.op.creates,
        edits=row.op.edits,
        state=row.standing,
        assigned=assigned,
    )
