"""Complete the sale, cash and carry."""

from uuid import UUID

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.sales.errors import EmptySale, TooLittle
from tillbook.sales.models import Sale
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules import totals
from tillbook.sales.rules.seen import Seen


def complete(actor: Actor, *, cash_given: int, seen: Seen | None = None) -> UUID:
    """Complete the open sale with cash, minor units; return it.

    Nobody is asked: the sale is stored at this node. With `seen` a second press finds the sale
    closed and is refused. Raises EmptySale, TooLittle, StaleSale or UnknownSale.
    """
    with changing(actor, seen) as row:
        lines = list(row.lines.filter(is_removed=False).values_list("price", "quantity"))
        if not lines:
            raise EmptySale("The sale has no lines.", remedy="Add one, or void the sale.")
        row.total = totals.total(lines)
        if cash_given < row.total:
            raise TooLittle("The cash does not cover the total.")
        row.cash_given, row.closed_at = cash_given, clock.now()
        row.state = Sale.State.COMPLETED
    return row.id
