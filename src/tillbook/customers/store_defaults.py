"""What each store gives its new customers: resolved at headquarters, carried to every till."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from tillbook.customers import document
from tillbook.customers.models import Customer, CustomerGroup, StoreDefaults
from tillbook.customers.rules.defaults import Inherited, inherit
from tillbook.exchange.configuration import draft_put
from tillbook.exchange.kinds import Draft
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.stores.models import Store
from tillbook.stores.queries import Place, place_of, place_of_store

_NAMESPACE = UUID("6f1d2f0e-3a56-4f0e-8e0f-2b7d1f6c9a11")


def refresh(*, store: UUID | None = None, default_customer: UUID | None = None) -> Iterator[Draft]:
    """Draft new defaults for the stores concerned, where they differ from what is known."""
    stores = Store.objects.all()
    if store is not None:
        stores = stores.filter(id=store)
    if default_customer is not None:
        stores = stores.filter(default_customer=default_customer)
    for id in stores.values_list("id", flat=True):
        place = place_of_store(id)
        if place is not None:
            draft = _draft(place)
            if draft.patch:
                yield draft


def of_store(store: UUID) -> Inherited:
    """Return what a store gives, as this node knows it."""
    row = StoreDefaults.objects.filter(store=store).first()
    return (
        Inherited(values=row.given, sources=row.sources)
        if row
        else Inherited(values={}, sources={})
    )


def of_actor(actor: Actor) -> Inherited:
    """Return what the actor's store gives."""
    return of_store(actor.store) if actor.store else Inherited(values={}, sources={})


def giver(actor: Actor) -> str:
    """Return the account number of the default customer of the actor's store, "" if there is none."""
    place = place_of(actor)
    numbers = Customer.objects.filter(id__in=[place.default_customer])
    return numbers.values_list("account_number", flat=True).first() or ""


def resolve(place: Place) -> Inherited:
    """Work out what a store gives, from the default customer and its surroundings."""
    giver = None
    if place.default_customer is not None:
        giver = document.read([place.default_customer]).get(place.default_customer)
    groups = dict(CustomerGroup.objects.values_list("code", "financial_dimensions"))
    return inherit(
        giver,
        customer_group_dimensions=groups,
        company_defaults=place.company | {"currency": place.currency, "language": place.language},
        country=place.country,
        copy_receipt_email=place.copy_receipt_email,
    )


def _draft(place: Place) -> Draft:
    inherited = resolve(place)
    return draft_put(
        current().actor(),
        "store_defaults",
        id=uuid5(_NAMESPACE, str(place.store)),
        document={
            "store": str(place.store),
            "given": inherited.values,
            "sources": inherited.sources,
        },
    )
