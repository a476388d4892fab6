"""Recall a suspended sale."""

from uuid import UUID

from tillbook.foundation.actor import Actor
from tillbook.nodes.transactions import write
from tillbook.sales.errors import SaleOpen, UnknownSale
from tillbook.sales.models import Sale
from tillbook.sales.operations.opened import register_of


def recall(actor: Actor, sale: UUID) -> None:
    """Open a suspended sale again. Raises SaleOpen or UnknownSale."""
    register = register_of(actor)
    with write():
        rows = Sale.objects.select_for_update().filter(register=register)
        if rows.filter(state=Sale.State.OPEN).exists():
            raise SaleOpen("Another sale is open.", remedy="Suspend or complete it first.")
        row = rows.filter(id=sale, state=Sale.State.SUSPENDED).first()
        if row is None:
            raise UnknownSale("There is no such suspended sale.")
        row.state, row.version = Sale.State.OPEN, row.version + 1
        row.save()
