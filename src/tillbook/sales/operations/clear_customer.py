"""Take the customer off the sale."""

from tillbook.foundation.actor import Actor
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def clear_customer(actor: Actor, *, seen: Seen | None = None) -> None:
    """Take the customer off the open sale; the lines stay."""
    with changing(actor, seen) as row:
        row.customer, row.receipt_option = None, ""
