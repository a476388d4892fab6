"""Void the sale."""

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.sales.models import Sale
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def void(actor: Actor, *, seen: Seen | None = None) -> None:
    """End the open sale without a purchase; it keeps its number, and who approved it.

    Raises PermissionRefused once it has had lines.
    """
    with changing(actor, seen) as row:
        if row.lines.exists():
            actor.require(Permission.VOID_SALES)
            row.approver = actor.approver
        row.state, row.closed_at = Sale.State.VOIDED, clock.now()
