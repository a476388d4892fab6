"""Choose how the customer gets the receipt."""

from tillbook.foundation.actor import Actor
from tillbook.sales.operations.opened import changing


def choose_receipt(actor: Actor, option: str, *, seen: int | None = None) -> None:
    """Keep a receipt option for this sale alone; empty for the customer's own."""
    with changing(actor, seen) as row:
        row.receipt_option = option
