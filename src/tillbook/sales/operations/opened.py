"""The open sale of a register inside one local write, started where none is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError

from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import new_id
from tillbook.nodes.transactions import write
from tillbook.sales.errors import NoRegister, StaleSale, UnknownSale
from tillbook.sales.models import Sale
from tillbook.sales.rules.seen import NONE_OPEN, Seen
from tillbook.stores.queries import place_of


def register_of(actor: Actor) -> UUID:
    """Return the register of an actor. Raises NoRegister."""
    if actor.register is None:
        raise NoRegister("Sales are made at a register.", remedy="Sign in at one.")
    return actor.register


@contextmanager
def changing(actor: Actor, seen: Seen | None = None, *, start: bool = False) -> Iterator[Sale]:
    """Open the sale for a change and save it as its next version.

    With `start` a sale begins where none is open. Raises NoRegister, UnknownSale, or StaleSale where
    it is not the sale, at the version, that somebody had seen.
    """
    register = register_of(actor)
    with write():
        rows = Sale.objects.select_for_update().filter(register=register, state=Sale.State.OPEN)
        row = rows.first()
        now = Seen(row.id, row.version) if row else NONE_OPEN
        if seen is not None and seen != now:
            raise StaleSale("The sale changed meanwhile.", remedy="Look at it and try again.")
        if row is None:
            if not start:
                raise UnknownSale("No sale is open here.")
            row = _begin(actor, register)
        yield row
        row.version += 1
        row.save()


def _begin(actor: Actor, register: UUID) -> Sale:
    """Begin a sale. Raises StaleSale when another writer was quicker (PostgreSQL only)."""
    newest = Sale.objects.filter(register=register).order_by("-number").first()
    try:
        return Sale.objects.create(
            id=new_id(),
            register=register,
            number=newest.number + 1 if newest else 1,
            currency=place_of(actor).currency,
            associate=actor.id,
            opened_at=clock.now(),
        )
    except IntegrityError as taken:
        raise StaleSale("A sale was begun meanwhile.", remedy="Look at it, go on.") from taken
