"""Choose how the customer gets the receipt."""

from tillbook.foundation.actor import Actor
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def choose_receipt(actor: Actor, option: str, *, seen: Seen | None = None) -> None:
    """Keep a receipt option for this sale alone; empty for the customer's own."""
    with changing(actor, seen) as row:
        row.receipt_option = option
