"""Add a line to the sale."""

from uuid import UUID

from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.sales.models import SaleLine
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.lines import checked
from tillbook.sales.rules.seen import Seen


def add_line(
    actor: Actor, item: str, *, quantity: int, price: int, seen: Seen | None = None
) -> UUID:
    """Add a line, starting a sale where none is open; return the line.

    Quantity in thousandths, price in minor units. Raises InvalidLine.
    """
    text = checked(item, quantity=quantity, price=price)
    with changing(actor, seen, start=True) as row:
        line = SaleLine.objects.create(
            id=new_id(), sale=row, item=text, quantity=quantity, price=price
        )
    return line.id
