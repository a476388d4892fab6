"""Put a customer on the sale."""

from uuid import UUID

from tillbook.foundation.actor import Actor, Permission
from tillbook.sales.operations.opened import changing
from tillbook.sales.rules.seen import Seen


def put_customer(actor: Actor, customer: UUID, *, seen: Seen | None = None) -> UUID:
    """Put a customer on the open sale, starting one where none is; return the sale (AR-009).

    Headquarters is not asked. What was chosen for the customer before goes with them.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    with changing(actor, seen, start=True) as row:
        if row.customer != customer:
            row.receipt_option = ""
        row.customer = customer
    return row.id
