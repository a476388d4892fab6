"""Customers of other legal entities, and who they are in that of the store that looks at them."""

from uuid import UUID

from tillbook.customers import aliases, queries
from tillbook.customers.models import Customer
from tillbook.customers.rules.companies import id_in
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor, Permission


def counterpart(actor: Actor, customer: Document, company: str) -> UUID | None:
    """Return the customer of a company who is the same party as one of another, None for nobody.

    Where this node does not know, and the party comes from elsewhere, the parent is asked, bounded
    in time. Who is the same party in the company as one merged into the customer counts too.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    id, party = UUID(customer["id"]), UUID(customer["party"])
    names = aliases.names_of(id)
    parties = {party, *Customer.objects.filter(id__in=names).values_list("party", flat=True)}
    wanted = {one for known in parties for one in (known, id_in(known, company))}
    rows = Customer.objects.filter(id__in=wanted, legal_entity=company).order_by("id")
    here = rows.values_list("id", flat=True).first()
    if here is not None or party == id:
        return here
    first = queries.find_elsewhere(actor, party)
    return party if first and first["legal_entity"] == company else None
