"""Bringing a value back that lost against a concurrent change."""

from uuid import UUID

from tillbook.customers.errors import UnknownConflict
from tillbook.customers.operations.edit_customer import EDIT
from tillbook.customers.synchronization.conflicts import lost_value
from tillbook.exchange.core.retry import DEFAULT, Patience
from tillbook.exchange.kinds import Draft
from tillbook.exchange.log.standing import standings
from tillbook.exchange.up.idempotency import Idempotency
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.foundation.actor import Actor, Permission


def restore_value(
    actor: Actor,
    customer: UUID,
    conflict: int,
    *,
    seen: str | None = None,
    patience: Patience = DEFAULT,
    idempotency: Idempotency | None = None,
) -> Receipt | None:
    """Write a lost value anew: an edit that has seen what stands, and so wins.

    seen is the tag under which somebody compared the two; without one, what stands now is meant.
    Returns None when the value stands already. Raises PermissionRefused, UnknownConflict,
    StaleEdit or Refused; then nothing was stored. Source: AR-108.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    tag = seen or standings([customer])[customer].tag
    lost = lost_value(actor, customer, conflict)
    if not lost.changes:
        return None
    if not lost.can_restore:
        raise UnknownConflict
    draft = Draft(
        actor=actor,
        kind=EDIT.name,
        entity_kind="customer",
        entity=customer,
        patch={lost.unit: lost.value},
        expected=tag,
    )
    return submit(draft, patience=patience, idempotency=idempotency)
