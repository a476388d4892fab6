"""One operation on a customer: what it asked, what became of it, and what can be done about it."""

from dataclasses import dataclass
from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers.errors import UnknownOperation
from tillbook.customers.history import Event, repair_of
from tillbook.customers.rules.existing import MAY_EXIST
from tillbook.customers.rules.stages import Stage
from tillbook.customers.synchronization.listing import Line, lines
from tillbook.exchange.core.operations import CONTROLS
from tillbook.exchange.core.units import Document
from tillbook.exchange.log.standing import awaits_repair
from tillbook.exchange.models import Operation
from tillbook.foundation.actor import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One operation with all that belongs to it."""

    line: Line
    #: The operation, its corrections, retries and closings, newest first.
    events: tuple[Event, ...]
    #: What waits for it.
    held: tuple[Line, ...]
    #: Whether a person may correct it or have it decided anew, and may close it.
    can_repair: bool
    can_discard: bool
    #: Who may be the same customer, where that is why it waits.
    match: Document | None


def detail(actor: Actor, operation: UUID) -> Detail:
    """Return one operation of this node's log. Raises UnknownOperation and PermissionRefused."""
    row = _find(actor, operation)
    [line] = lines([row])
    held = Operation.objects.filter(entity=row.entity, state=Operation.State.HELD)
    waiting = held.exclude(id=row.id).select_related("content").order_by("position")
    can_repair = awaits_repair(operation)
    return Detail(
        line=line,
        events=tuple(repair_of(actor, row.entity, operation)),
        held=tuple(lines(list(waiting))),
        can_repair=can_repair,
        can_discard=line.stage is Stage.HELD or (can_repair and line.stage is Stage.ATTENTION),
        match=_match(line),
    )


def _find(actor: Actor, operation: UUID) -> Operation:
    actor.require(Permission.FIND_CUSTOMERS)
    rows = Operation.objects.filter(id=operation, entity_kind="customer").exclude(kind__in=CONTROLS)
    seen = rows if actor.store is None else rows.filter(store=actor.store)
    row = seen.select_related("content").first()
    if row is None:
        raise UnknownOperation
    return row


def _match(line: Line) -> Document | None:
    if line.reason != MAY_EXIST or "customer" not in line.params:
        return None
    id = UUID(line.params["customer"])
    return documents.read([id]).get(id)
