"""Void the sale."""

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.sales.models import Sale
from tillbook.sales.operations.opened import changing


def void(actor: Actor, *, seen: int | None = None) -> None:
    """End the open sale without a purchase; it keeps its number."""
    with changing(actor, seen) as row:
        row.state, row.closed_at = Sale.State.VOIDED, clock.now()
