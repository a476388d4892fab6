"""What of the configuration deserves a look: nothing here stops anybody, everything may surprise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from tillbook.customers.models import Customer
from tillbook.foundation.actor import Actor
from tillbook.stores.models import LegalEntity, OperatingUnit, Store
from tillbook.stores.queries import sequences
from tillbook.stores.rules.numbering import NEARLY_USED_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to look at."""

    #: Stable, for example "store.no_default_customer".
    code: str
    #: Kind and id of what it is about.
    kind: str
    id: UUID
    name: str
    #: The number of a store; empty for other things.
    number: str = ""
    params: dict[str, str] = field(default_factory=dict)


def remarks(actor: Actor) -> list[Remark]:
    """List what deserves a look, the gravest first. Source: AR-018, AR-020, AR-035."""
    stores = list(Store.objects.order_by("number"))
    return [
        *_about_sequences(),
        *_about_default_customers(stores),
        *_about_units(stores),
        *(_of(store, "store.no_address_book") for store in stores if not store.address_book),
    ]


def _of(store: Store, code: str, **params: str) -> Remark:
    return Remark(
        code=code, kind="store", id=store.id, name=store.name, number=store.number, params=params
    )


def _about_sequences() -> Iterator[Remark]:
    for standing in sequences():
        if standing.used >= NEARLY_USED_UP:
            code = "used_up" if standing.used >= 1 else "nearly_used_up"
            yield Remark(
                code=f"number_sequence.{code}",
                kind="number_sequence",
                id=standing.id,
                name=standing.name,
                params={"percent": f"{int(standing.used * 100)}"},
            )


def _about_default_customers(stores: list[Store]) -> Iterator[Remark]:
    wanted = {store.default_customer for store in stores if store.default_customer}
    rows = Customer.objects.filter(id__in=wanted)
    givers = {row["id"]: row for row in rows.values("id", "receipt_email", "name")}
    for store in stores:
        giver = givers.get(store.default_customer) if store.default_customer else None
        if giver is None:
            yield _of(store, "store.no_default_customer")
        elif giver["receipt_email"] and store.copy_receipt_email:
            yield _of(store, "store.receipt_email_spreads", receipt_email=giver["receipt_email"])


def _about_units(stores: list[Store]) -> Iterator[Remark]:
    companies = {row.id: row for row in LegalEntity.objects.all()}
    of_unit = {store.operating_unit: store for store in stores}
    for unit in OperatingUnit.objects.filter(country="").order_by("number"):
        store = of_unit.get(unit.id)
        company = companies.get(store.legal_entity) if store else None
        yield Remark(
            code="operating_unit.no_country",
            kind="operating_unit",
            id=unit.id,
            name=unit.name,
            params={"country": company.country if company else ""},
        )
