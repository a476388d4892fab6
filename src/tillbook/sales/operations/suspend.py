"""Suspend the sale."""

from tillbook.foundation.actor import Actor
from tillbook.sales.models import Sale
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def suspend(actor: Actor, *, seen: Seen | None = None) -> None:
    """Put the open sale aside until it is recalled."""
    with changing(actor, seen) as row:
        row.state = Sale.State.SUSPENDED
