"""Having refused writes of customers decided anew, one or all alike, and closing them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from tillbook.customers.synchronization.detail import detail
from tillbook.customers.synchronization.listing import alike
from tillbook.exchange.errors import AlreadySettled, Refused
from tillbook.exchange.models import Operation
from tillbook.exchange.up import repair
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor, Permission

#: Retried in one go: a request stays short, and whoever watches sees it move.
BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How far retrying all operations of one reason has come."""

    #: How many were tried in this go, and how many of them are accepted by now.
    tried: int
    accepted: int
    #: Where to go on; None when nothing is left.
    after: int | None


def retry_operation(actor: Actor, operation: UUID) -> Receipt:
    """Have a refused or discarded write decided anew, unchanged.

    Raises PermissionRefused, UnknownOperation, AlreadySettled or Refused.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    detail(actor, operation)
    return repair.retry(actor, operation)


def discard_operation(actor: Actor, operation: UUID, *, reason: str) -> Receipt:
    """Close a write that nobody wants any more, with what it stood for. It can be brought back.

    Raises PermissionRefused, UnknownOperation or AlreadySettled.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    found = detail(actor, operation)
    if not found.can_discard:
        raise AlreadySettled
    receipt = repair.discard(actor, operation, reason=reason)
    for earlier in _stood_for(found.line.refers):
        repair.discard(actor, earlier, reason=reason)
    return receipt


def _stood_for(operation: UUID | None) -> Iterator[UUID]:
    while operation is not None:
        row = Operation.objects.filter(id=operation, state=Operation.State.ATTENTION).first()
        if row is None:
            return
        yield row.id
        operation = row.refers


def retry_alike(actor: Actor, reason: str, *, after: int = 0, limit: int = BATCH) -> Retried:
    """Have the next operations that were refused for one reason decided anew.

    Each in a transaction of its own: stopping between two calls loses nothing. Raises
    PermissionRefused.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    found = alike(actor, reason, after=after, limit=limit)
    accepted = sum(_is_accepted_now(actor, operation) for operation in found)
    last = Operation.objects.filter(id__in=found[-1:]).values_list("position", flat=True).first()
    return Retried(tried=len(found), accepted=accepted, after=last if len(found) == limit else None)


def _is_accepted_now(actor: Actor, operation: UUID) -> bool:
    try:
        repair.retry(actor, operation)
    except (AlreadySettled, Refused):
        return False
    row = Operation.objects.get(id=operation)
    return row.state in (Operation.State.SETTLED, Operation.State.ANSWERED)
