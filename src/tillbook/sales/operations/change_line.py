"""Change a line of the sale."""

from uuid import UUID

from tillbook.foundation.actor import Actor
from tillbook.sales.errors import UnknownLine
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.lines import checked
from tillbook.sales.rules.seen import Seen


def change_line(
    actor: Actor, line: UUID, *, item: str, quantity: int, price: int, seen: Seen | None = None
) -> None:
    """Give a line another text, quantity and price. Raises InvalidLine or UnknownLine."""
    text = checked(item, quantity=quantity, price=price)
    with changing(actor, seen) as row:
        rows = row.lines.filter(id=line, is_removed=False)
        if not rows.update(item=text, quantity=quantity, price=price):
            raise UnknownLine("The sale has no such line.")
