"""Making a customer of another legal entity a customer of the store's own as well."""

from uuid import UUID

from tillbook.customers import companies
from tillbook.customers.operations import mode as modes_here
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.rules import modes
from tillbook.customers.rules.companies import entered_from, id_in, is_of_another
from tillbook.exchange.core.units import Document
from tillbook.exchange.up.submit import Receipt
from tillbook.features.queries import is_on
from tillbook.foundation.actor import Actor, Permission
from tillbook.stores.queries import place_of


def copy_customer(actor: Actor, customer: Document, *, store: str | None = None) -> Receipt | UUID:
    """Create a customer of the same party in the store's company, unless there is one.

    Returns the id of who is there already. The new one has an account number of its own and what
    the store hands down, its address books too. However often and wherever it is asked, there is
    one: its id is worked out (`companies.id_in`). Nothing is asked for that the other company did
    not ask: what is missing may come later.
    Raises what `create_customer` raises; then nothing was stored. Source: AR-136.
    """
    actor.require(Permission.CREATE_CUSTOMERS)
    place = place_of(actor, number=store)
    if not is_of_another(customer, place.legal_entity):
        return UUID(customer["id"])
    there = companies.counterpart(actor, customer, place.legal_entity)
    if there is not None:
        return there
    id = id_in(UUID(customer["party"]), place.legal_entity)
    mode = modes.of_creation(modes_here.situation(place))
    entered = entered_from(
        customer,
        id,
        has_secondaries=mode.takes_everything and is_on("multiple_contacts"),
        has_title=mode.takes_everything,
    )
    return create_customer(actor, id, entered | {"party": customer["party"]}, store=store)
