"""What was asked of one entity, as this node's log holds it, in the order of the decisions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange import kinds
from tillbook.exchange.core.operations import CONTROLS, RETRY, Body, Envelope, Outcome
from tillbook.exchange.log import effective
from tillbook.exchange.models import Conflict, Operation
from tillbook.nodes.this_node import current

decode_envelope = msgspec.json.Decoder(Envelope).decode
decode_body = msgspec.json.Decoder(Body).decode
_WRITTEN = (Outcome.APPLIED.value, Outcome.MERGED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One operation of the log with its content and what became of it."""

    id: UUID
    kind: str
    #: Whether it brings the entity into being.
    creates: bool
    #: Who asked: a "staff" member, a "token" of a program, or the "system".
    actor: UUID
    actor_kind: str
    #: Who approved it on the spot.
    approver: UUID | None
    store: UUID | None
    register: UUID | None
    refers: UUID | None
    #: Units and their new values; None when an erasure emptied the operation.
    patch: Mapping[str, Any] | None
    #: unit -> operation id (hex) whose value the editor saw; "" when there was none.
    base: Mapping[str, str]
    #: unit -> the operation that it lost this unit to; known at headquarters only.
    lost: Mapping[str, UUID] = field(default_factory=dict)
    state: str
    outcome: str
    #: What whoever asked gave as the reason.
    said: str
    assigned: Mapping[str, Any]
    reason: str
    params: Mapping[str, str]
    minted_at: datetime
    #: When it left its node: received at headquarters, taken by the parent elsewhere.
    uploaded_at: datetime | None
    decided_at: datetime | None
    distributed_at: datetime | None

    @property
    def is_written(self) -> bool:
        """Tell whether headquarters wrote at least what did not lose."""
        return self.outcome in _WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The operations on one entity that are in this node's log."""

    #: In the order in which headquarters decided them; at other nodes, in which they came here.
    decided: tuple[Asked, ...]
    #: Without a final word: what this node lays over headquarters' image, in that order.
    undecided: tuple[Asked, ...]


def trail_of(entity: UUID) -> Trail:
    """Return what was asked of an entity, oldest first. Three queries at most."""
    is_root = current().is_root
    rows = list(
        Operation.objects.filter(entity=entity).select_related("content").order_by("position")
    )
    lost = _losses(entity) if is_root else {}
    waiting = _held(rows) if is_root else _undecided(entity, rows)
    known = {row.id for row in waiting}
    decided = [row for row in rows if row.id not in known]
    return Trail(
        decided=tuple(_asked(row, lost) for row in (_by_decision(decided) if is_root else decided)),
        undecided=tuple(_asked(row, lost) for row in waiting),
    )


def _held(rows: Iterable[Operation]) -> list[Operation]:
    return [row for row in rows if row.outcome in ("", Outcome.HELD.value)]


def _undecided(entity: UUID, rows: Iterable[Operation]) -> list[Operation]:
    laid_over = effective.undecided([entity]).get(entity, [])
    closings = [row for row in rows if row.kind in CONTROLS and row.state in Operation.UNDECIDED]
    return [*laid_over, *closings]


def _by_decision(rows: list[Operation]) -> list[Operation]:
    """Put operations into the order of decision: at once, when retried, or after the creation.

    Positions tell it exactly, which clocks that were set back would not.
    """
    decided_at = {row.id: row.position for row in rows}
    decided_at |= {row.refers: row.position for row in rows if row.kind == RETRY and row.refers}
    created = next(
        (row for row in rows if kinds.creates(row.kind) and row.outcome in _WRITTEN), None
    )
    first = decided_at[created.id] if created else 0

    def turn(row: Operation) -> tuple[int, int]:
        position = decided_at[row.id]
        waited = position < first and row.outcome in _WRITTEN
        return (first, row.position + 1) if waited else (position, 0 if row is created else 1)

    return sorted(rows, key=turn)


def _losses(entity: UUID) -> Mapping[UUID, Mapping[str, UUID]]:
    losses: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    rows = Conflict.objects.filter(entity=entity).order_by("id")
    for loser, unit, winner in rows.values_list("loser", "unit", "winner"):
        losses[loser][unit] = winner
    return losses


def _asked(row: Operation, lost: Mapping[UUID, Mapping[str, UUID]]) -> Asked:
    envelope, content = decode_envelope(bytes(row.envelope)), bytes(row.content.body)
    body = decode_body(content) if content else None
    return Asked(
        id=row.id,
        kind=row.kind,
        creates=kinds.creates(row.kind),
        actor=row.actor,
        actor_kind=envelope.by.kind,
        approver=envelope.by.approver,
        store=row.store,
        register=row.register,
        refers=row.refers,
        patch=body.patch if body else None,
        base=envelope.base,
        lost=lost.get(row.id, {}),
        state=row.state,
        outcome=row.outcome,
        said=body.reason if body else "",
        assigned=row.assigned,
        reason=row.reason,
        params=row.params,
        minted_at=row.minted_at,
        uploaded_at=uploaded_at(row),
        decided_at=row.decided_at,
        distributed_at=row.distributed_at,
    )


def uploaded_at(row: Operation) -> datetime | None:
    """Return when an operation left the node that made it, as far as this node knows."""
    if current().is_root and row.origin != current().id:
        return row.received_at
    return row.relayed_at
