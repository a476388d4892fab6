"""Questions about places."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tillbook.foundation.actor import Actor
from tillbook.stores.errors import UnknownRegister, UnknownStore
from tillbook.stores.models import LegalEntity, OperatingUnit, Register, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store with what its surroundings say: all that a new customer depends on."""

    store: UUID
    number: str
    name: str
    legal_entity: str
    default_customer: UUID | None
    #: Country of the operating unit's primary address, else the company's.
    country: str
    currency: str
    language: str
    time_zone: str
    copy_receipt_email: bool
    #: The company's values, used where the store has no default customer.
    company: dict[str, str]
    register_number: str = ""
    register_name: str = ""


def place_of(actor: Actor, *, number: str | None = None) -> Place:
    """Return the store of an actor; with a number, that store.

    An actor of a store cannot speak for another one. Raises UnknownStore.
    """
    wanted = {"number": number} if number is not None else {"id": actor.store}
    store = Store.objects.filter(**wanted).first()
    if store is None or (actor.store is not None and store.id != actor.store):
        raise UnknownStore(number or "")
    return _place(store, register=actor.register)


def place_of_store(store: UUID) -> Place | None:
    """Return a store by its id, or None when it has not arrived here."""
    row = Store.objects.filter(id=store).first()
    return _place(row, register=None) if row else None


def stores(actor: Actor) -> list[Store]:
    """List the stores that an actor may see, by number."""
    rows = Store.objects.order_by("number")
    return list(rows if actor.store is None else rows.filter(id=actor.store))


def registers(store: UUID) -> list[Register]:
    """List the registers of a store, by number."""
    return list(Register.objects.filter(store=store).order_by("number"))


def names_of_places(ids: Collection[UUID]) -> dict[UUID | None, str]:
    """Return the names of stores and registers, for histories."""
    names: dict[UUID | None, str] = dict(Store.objects.filter(id__in=ids).values_list("id", "name"))
    names.update(Register.objects.filter(id__in=ids).values_list("id", "name"))
    return names


def register_of(actor: Actor, number: str) -> Register:
    """Return the register of a number, of a store that the actor may see. Raises UnknownRegister."""
    rows = Register.objects.filter(number=number)
    row = (rows if actor.store is None else rows.filter(store=actor.store)).first()
    if row is None:
        raise UnknownRegister(number)
    return row


def numbers_of(ids: Collection[UUID | None]) -> dict[UUID | None, str]:
    """Return the numbers of stores and registers; an unknown or missing one has an empty number."""
    known = [id for id in ids if id is not None]
    return (
        dict.fromkeys(ids, "")
        | dict(Store.objects.filter(id__in=known).values_list("id", "number"))
        | dict(Register.objects.filter(id__in=known).values_list("id", "number"))
    )


def _place(store: Store, *, register: UUID | None) -> Place:
    company = LegalEntity.objects.filter(id=store.legal_entity).first()
    unit = OperatingUnit.objects.filter(id=store.operating_unit).first()
    till = Register.objects.filter(id=register).first() if register else None
    return Place(
        store=store.id,
        number=store.number,
        name=store.name,
        legal_entity=company.code if company else "",
        default_customer=store.default_customer,
        country=(unit.country if unit else "") or (company.country if company else ""),
        currency=store.currency,
        language=store.language,
        time_zone=store.time_zone,
        copy_receipt_email=store.copy_receipt_email,
        company=_company_defaults(company),
        register_number=till.number if till else "",
        register_name=till.name if till else "",
    )


def _company_defaults(company: LegalEntity | None) -> dict[str, str]:
    if company is None:
        return {}
    return {
        "type": "person",
        "customer_group": company.customer_group,
        "currency": company.currency,
        "language": company.language,
        "receipt_option": "standard",
        "country": company.country,
    }
