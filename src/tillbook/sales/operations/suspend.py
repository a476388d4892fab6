"""Suspend the sale."""

from tillbook.foundation.actor import Actor
from tillbook.sales.models import Sale
from tillbook.sales.operations.opened import changing


def suspend(actor: Actor, *, seen: int | None = None) -> None:
    """Put the open sale aside until it is recalled."""
    with changing(actor, seen) as row:
        row.state = Sale.State.SUSPENDED
