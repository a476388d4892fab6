"""Values that lost against a concurrent change: headquarters keeps them, every node may ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tillbook.customers import document as documents
from tillbook.customers import queries
from tillbook.customers.errors import UnknownConflict
from tillbook.customers.rules import restoring
from tillbook.customers.rules.history import Change, Step, replay
from tillbook.exchange.core.units import Units, to_units
from tillbook.exchange.log.images import stamps_of
from tillbook.exchange.models import Conflict, Operation
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.staff.queries import names_of
from tillbook.stores.queries import names_of_places

#: The question that a node puts to its parent.
QUESTION = "customers.conflicts"
PAGE, MAX_PAGE = 50, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two changes that did not see each other."""

    operation: UUID
    by_name: str
    #: Name of the store; empty at headquarters.
    place: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostValue:
    """A value that lost, beside the one that stands."""

    id: int
    customer: UUID
    name: str
    unit: str
    #: The value that lost, whole, as a unit; None is "removed".
    value: Any
    loser: Side
    winner: Side
    settled_at: datetime
    #: Whether the value that won still stands.
    is_open: bool
    #: Whether the lost value can be brought back as it is; an answer for consent cannot.
    can_restore: bool
    #: What bringing it back would change.
    changes: tuple[Change, ...] = ()
    #: The change that wrote what stands; None while that is the winner, or nobody knows.
    later: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """Values that lost, newest first."""

    items: tuple[LostValue, ...]
    #: Where the next page begins; None on the last one.
    before: int | None = None
    #: False when headquarters could not be asked.
    is_complete: bool = True


class _Answer(msgspec.Struct, frozen=True):
    items: tuple[LostValue, ...] = ()
    before: int | None = None
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the lost values are told with."""

    documents: dict[UUID, dict[str, Any]]
    rows: dict[UUID, Operation]
    #: Customer -> unit -> the change that wrote what stands of it.
    standing: dict[UUID, dict[str, UUID]]
    people: dict[UUID, str] = field(default_factory=dict)
    places: dict[UUID | None, str] = field(default_factory=dict)


def conflicts(
    actor: Actor,
    customer: UUID | None = None,
    *,
    before: int | None = None,
    limit: int = PAGE,
    timeout_s: float = queries.REMOTE_TIMEOUT_S,
) -> Conflicts:
    """Return values that lost, of one customer or at headquarters of all. Bounded in time.

    Raises PermissionRefused. Source: AR-108.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    if current().is_root:
        return _kept(customer, before=before, limit=limit)
    params = {"customer": str(customer) if customer else None, "before": before, "limit": limit}
    answer = queries.ask_parent(QUESTION, params, timeout_s) if customer else None
    try:
        told = msgspec.convert(answer, _Answer) if answer is not None else None
    except msgspec.ValidationError:
        told = None
    if told is None:
        return Conflicts(items=(), is_complete=False)
    return Conflicts(items=told.items, before=told.before, is_complete=told.is_complete)


class _Asked(msgspec.Struct, frozen=True):
    """What a child asks for."""

    customer: UUID
    before: int | None = None
    limit: int = PAGE


def answer_conflicts(actor: Actor, params: dict[str, Any]) -> Any:
    """Answer a child that asks for the values that one customer lost."""
    asked = msgspec.convert(params, _Asked)
    limit = max(1, min(asked.limit, MAX_PAGE))
    found = conflicts(actor, asked.customer, before=asked.before or None, limit=limit)
    answer = _Answer(items=found.items, before=found.before, is_complete=found.is_complete)
    return msgspec.to_builtins(answer)


def lost_value(actor: Actor, customer: UUID, id: int) -> LostValue:
    """Return one value that a customer lost. Raises UnknownConflict and PermissionRefused."""
    found = conflicts(actor, customer, before=id + 1, limit=1)
    if not found.items or found.items[0].id != id:
        raise UnknownConflict
    return found.items[0]


def _kept(customer: UUID | None, *, before: int | None, limit: int) -> Conflicts:
    rows = Conflict.objects.filter(dismissed_at=None).order_by("-id")
    if customer is not None:
        rows = rows.filter(entity=customer)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    context = _context(shown)
    return Conflicts(
        items=tuple(_told(shown, context)),
        before=shown[-1].pk if len(found) > limit else None,
    )


def _context(rows: Sequence[Conflict]) -> _Context:
    stamps = stamps_of({row.entity for row in rows})
    standing = {
        entity: {unit: UUID(hex=stamp.operation) for unit, stamp in units.items()}
        for entity, units in stamps.items()
    }
    ids = {id for row in rows for id in (row.loser, row.winner)}
    ids |= {now for row in rows if (now := standing.get(row.entity, {}).get(row.unit))}
    asked = {row.id: row for row in Operation.objects.filter(id__in=ids)}
    return _Context(
        documents=documents.read({row.entity for row in rows}),
        rows=asked,
        standing=standing,
        people=names_of([row.actor for row in asked.values()]),
        places=names_of_places({row.store for row in asked.values() if row.store}),
    )


def _told(rows: Sequence[Conflict], context: _Context) -> Iterable[LostValue]:
    for row in rows:
        document = context.documents.get(row.entity)
        stands: Units = to_units(document, documents.SHAPE) if document else {}
        writer = context.standing.get(row.entity, {}).get(row.unit)
        is_open = writer == row.winner
        yield LostValue(
            id=row.pk,
            customer=row.entity,
            name=str(document["name"]) if document else "",
            unit=row.unit,
            value=row.value,
            loser=_side(row.loser, context),
            winner=_side(row.winner, context),
            settled_at=row.at,
            is_open=is_open,
            can_restore=document is not None
            and restoring.can_restore(row.unit)
            and stands.get(row.unit) != row.value,
            changes=_changes(row, stands),
            later=_side(writer, context) if writer and not is_open else None,
        )


def _side(operation: UUID, context: _Context) -> Side:
    row = context.rows.get(operation)
    return Side(
        operation=operation,
        by_name=context.people.get(row.actor, "") if row else "",
        place=context.places.get(row.store, "") if row else "",
        at=row.minted_at if row else None,
    )


def _changes(row: Conflict, stands: Units) -> tuple[Change, ...]:
    step = Step(
        operation=row.loser, patch={row.unit: row.value}, is_written=False, is_laid_over=True
    )
    [changes] = replay([step], documents.SHAPE, start=stands)
    return changes
