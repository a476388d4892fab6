"""What each store gives its new customers: resolved at headquarters, carried to every till."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from tillbook.configuration import draft_put
from tillbook.customers import document as documents
from tillbook.customers.models import AddressPurpose, CustomerGroup, StoreDefaults
from tillbook.customers.rules.defaults import (
    Inherited,
    Surroundings,
    inherit,
    purposes_by_type,
)
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Draft
from tillbook.foundation.actor import Actor
from tillbook.nodes.configured import as_configured
from tillbook.nodes.this_node import current
from tillbook.stores.queries import Place, default_customers, places

_NAMESPACE = UUID("6f1d2f0e-3a56-4f0e-8e0f-2b7d1f6c9a11")
NOTHING = Inherited(values={}, sources={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a store gives, and what a form says about it."""

    inherited: Inherited = NOTHING
    #: Account number of the default customer; empty when there is none.
    giver: str = ""
    #: Name of the customer group that is inherited.
    group_name: str = ""


def refresh(*, store: UUID | None = None, default_customer: UUID | None = None) -> Iterator[Draft]:
    """Draft new defaults for the stores concerned, where they differ from what is known."""
    if default_customer is not None and default_customer not in as_configured(
        "default customers", default_customers
    ):
        return
    concerned = places(store=store, default_customer=default_customer)
    if concerned:
        chain = _Chain.known(place.default_customer for place in concerned)
        for place in concerned:
            draft = _draft(place, chain)
            if draft.patch:
                yield draft


def of_store(store: UUID) -> Inherited:
    """Return what a store gives, as this node knows it."""
    return handed(store).inherited


def handed(store: UUID | None) -> Handed:
    """Return what a store gives and what is told about it."""
    return as_configured(("handed down", store), lambda: _handed(store)) if store else Handed()


def _handed(store: UUID) -> Handed:
    row = StoreDefaults.objects.filter(store=store).first()
    if row is None:
        return Handed()
    # A headquarters of an earlier release told no purposes.
    purposes = {"purposes": row.purposes} if row.purposes else {}
    inherited = Inherited(
        values=row.given, sources=row.sources, dimensions_of=row.dimensions_of, **purposes
    )
    return Handed(inherited=inherited, giver=row.giver, group_name=row.group_name)


def of_actor(actor: Actor) -> Inherited:
    """Return what the actor's store gives."""
    return handed(actor.store).inherited


def giver(actor: Actor) -> str:
    """Return the account number of the default customer of the actor's store, "" if there is none."""
    return handed(actor.store).giver


def resolve(place: Place) -> Inherited:
    """Work out what a store gives, from the default customer and its surroundings."""
    return _Chain.known([place.default_customer]).resolve(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """What the defaults of all stores are worked out from, read once."""

    givers: dict[UUID, Document]
    groups: dict[str, CustomerGroup]
    purposes: dict[str, str]

    @classmethod
    def known(cls, default_customers: Iterable[UUID | None]) -> "_Chain":
        return cls(
            givers=documents.read({id for id in default_customers if id is not None}),
            groups={group.code: group for group in CustomerGroup.objects.all()},
            purposes=purposes_by_type(AddressPurpose.objects.values_list("code", "default_for")),
        )

    def giver(self, place: Place) -> Document:
        return self.givers.get(place.default_customer, {}) if place.default_customer else {}

    def resolve(self, place: Place) -> Inherited:
        around = Surroundings(
            dimensions={code: row.financial_dimensions for code, row in self.groups.items()},
            store={"currency": place.currency, "language": place.language},
            company=place.company,
            unit_country=place.unit_country,
            address_book=place.address_book,
            copy_receipt_email=place.copy_receipt_email,
            copied_fields=place.copied_fields,
            dimensions_follow_chosen_group=place.dimensions_follow_chosen_group,
            purposes=self.purposes,
        )
        return inherit(self.giver(place), around)


def _draft(place: Place, chain: _Chain) -> Draft:
    inherited = chain.resolve(place)
    group = chain.groups.get(inherited.values.get("customer_group", ""))
    document: dict[str, Any] = {
        "store": str(place.store),
        "given": inherited.values,
        "sources": inherited.sources,
        "purposes": inherited.purposes,
        "dimensions_of": inherited.dimensions_of,
        "giver": chain.giver(place).get("account_number", ""),
        "group_name": group.name if group else "",
    }
    return draft_put(
        current().actor(),
        "store_defaults",
        id=uuid5(_NAMESPACE, str(place.store)),
        document=document,
    )
