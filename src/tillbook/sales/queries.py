"""Questions about the sales of a register."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tillbook.foundation.actor import Actor
from tillbook.sales.models import Sale
from tillbook.sales.rules import totals
from tillbook.sales.rules.seen import Seen

#: The state of the sale that a register works on.
OPEN, COMPLETED = Sale.State.OPEN.value, Sale.State.COMPLETED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line of a sale; quantity in thousandths, money in minor units."""

    id: UUID
    item: str
    quantity: int
    price: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleView:
    """A sale as it is now; money in minor units of its currency."""

    id: UUID
    number: int
    version: int
    state: str
    lines: tuple[LineView, ...]
    total: int
    currency: str
    customer: UUID | None
    affiliations: tuple[str, ...]
    receipt_option: str
    associate: UUID
    cash_given: int | None
    opened_at: datetime
    closed_at: datetime | None

    @property
    def seen(self) -> Seen:
        """What a page that shows this says it has seen."""
        return Seen(self.id, self.version)


def open_sale(actor: Actor) -> SaleView | None:
    """Return the open sale of the actor's register, or None."""
    row = _of(actor).filter(state=Sale.State.OPEN).first()
    return _view(row) if row else None


def suspended(actor: Actor) -> list[SaleView]:
    """List the suspended sales of the actor's register, oldest first."""
    rows = _of(actor).filter(state=Sale.State.SUSPENDED)
    return [_view(row) for row in rows.order_by("number")]


def sale(actor: Actor, id: UUID) -> SaleView | None:
    """Return a sale of the actor's register, or None."""
    row = _of(actor).filter(id=id).first()
    return _view(row) if row else None


def _of(actor: Actor) -> QuerySet[Sale]:
    return Sale.objects.filter(register=actor.register) if actor.register else Sale.objects.none()


def _view(row: Sale) -> SaleView:
    lines = tuple(
        LineView(
            id=line.id,
            item=line.item,
            quantity=line.quantity,
            price=line.price,
            amount=totals.amount(line.price, line.quantity),
        )
        for line in row.lines.all()
        if not line.is_removed
    )
    own = """id number version state currency customer receipt_option associate cash_given
    opened_at closed_at"""
    return SaleView(
        **{name: getattr(row, name) for name in own.split()},
        lines=lines,
        total=sum(line.amount for line in lines),
        affiliations=tuple(row.affiliations),
    )
