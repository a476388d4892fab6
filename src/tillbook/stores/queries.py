"""Questions about places."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from tillbook.foundation.actor import Actor
from tillbook.nodes.configured import as_configured
from tillbook.stores.errors import UnknownRegister, UnknownStore
from tillbook.stores.models import (
    FunctionalityProfile,
    LegalEntity,
    NumberCounter,
    NumberSequence,
    OfflineProfile,
    OperatingUnit,
    Register,
    Store,
)
from tillbook.stores.rules import profiles
from tillbook.stores.rules.numbering import Numbering

_OF_COMPANY = """code country currency language customer_group receipt_option
dimensions_follow_chosen_group""".split()
_OF_PROFILE = tuple(setting.name for setting in fields(profiles.Functionality))
_OF_OFFLINE = tuple(setting.name for setting in fields(profiles.Offline))


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
    #: Country of the operating unit's primary address alone; empty where it has none.
    unit_country: str
    currency: str
    language: str
    time_zone: str
    copy_receipt_email: bool
    #: The company's values, used where the store has no default customer.
    company: dict[str, str]
    #: Code of the customer address book that new customers join; empty for none.
    address_book: str = ""
    #: Further fields that new customers copy from the default customer.
    copied_fields: tuple[str, ...] = ()
    dimensions_follow_chosen_group: bool = False
    register_number: str = ""
    register_name: str = ""
    functionality: profiles.Functionality = profiles.USUAL


def place_of(actor: Actor, *, number: str | None = None) -> Place:
    """Return the store of an actor; with a number, that store.

    An actor of a store cannot speak for another one. Raises UnknownStore.
    """
    key = ("place", actor.store, actor.register, number)
    return as_configured(key, lambda: _read_place_of(actor, number))


def _read_place_of(actor: Actor, number: str | None) -> Place:
    wanted = {"number": number} if number is not None else {"id": actor.store}
    row = _with_surroundings(actor.register).filter(**wanted).values().first()
    if row is None or (actor.store is not None and row["id"] != actor.store):
        raise UnknownStore(number or "")
    return _place(row)


def place_of_store(store: UUID) -> Place | None:
    """Return a store by its id, or None when it has not arrived here."""
    row = _with_surroundings(None).filter(id=store).values().first()
    return _place(row) if row else None


def places(*, store: UUID | None = None, default_customer: UUID | None = None) -> list[Place]:
    """Return the stores that are meant, all of them when nothing is said, by number."""
    rows = _with_surroundings(None).order_by("number")
    if store is not None:
        rows = rows.filter(id=store)
    if default_customer is not None:
        rows = rows.filter(default_customer=default_customer)
    return [_place(row) for row in rows.values()]


def default_customers() -> set[UUID]:
    """Return the customers that some store's new customers inherit from."""
    rows = Store.objects.exclude(default_customer=None)
    return {id for id in rows.values_list("default_customer", flat=True) if id is not None}


def stores(actor: Actor) -> list[Store]:
    """List the stores that an actor may see, by number."""
    rows = Store.objects.order_by("number")
    return list(rows if actor.store is None else rows.filter(id=actor.store))


def stores_like(actor: Actor, text: str, *, limit: int) -> list[Store]:
    """List the stores whose name holds a text, or whose number begins with it."""
    rows = Store.objects.filter(Q(name__icontains=text) | Q(number__istartswith=text))
    seen = rows if actor.store is None else rows.filter(id=actor.store)
    return list(seen.order_by("name", "number")[:limit])


def registers(store: UUID) -> list[Register]:
    """List the registers of a store, by number."""
    return list(Register.objects.filter(store=store).order_by("number"))


def registers_of(stores: Iterable[UUID]) -> dict[UUID, list[Register]]:
    """Return the registers of several stores, by store and number."""
    found: dict[UUID, list[Register]] = {}
    for register in Register.objects.filter(store__in=list(stores)).order_by("number"):
        found.setdefault(register.store, []).append(register)
    return found


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


def stores_following(profile: UUID) -> QuerySet[Store]:
    """Return the stores that follow a functionality profile: who names none follows the default."""
    named = Q(functionality_profile=profile)
    if profile == profiles.DEFAULT_FUNCTIONALITY:
        named |= Q(functionality_profile=None)
    return Store.objects.filter(named).order_by("number")


def registers_following(profile: UUID) -> QuerySet[Register]:
    """Return the registers that follow an offline profile: who names none follows the default."""
    named = Q(offline_profile=profile)
    if profile == profiles.DEFAULT_OFFLINE:
        named |= Q(offline_profile=None)
    return Register.objects.filter(named).order_by("number")


def offline_of(register: UUID | None) -> profiles.Offline:
    """Return how a register goes offline: by its own profile, else the default one."""
    own = (
        Register.objects.filter(id__in=[register]).values_list("offline_profile", flat=True).first()
    )
    rows = OfflineProfile.objects.filter(id=own or profiles.DEFAULT_OFFLINE)
    row = rows.values(*_OF_OFFLINE).first()
    return profiles.Offline(**row) if row else profiles.Offline()


def paused_registers(among: Collection[UUID]) -> set[UUID]:
    """Return which of some registers have an offline profile that pauses synchronization (AR-102)."""
    rows = OfflineProfile.objects.filter(pause_synchronization=True)
    pausing = set(rows.values_list("id", flat=True))
    if not pausing:
        return set()
    named = dict(Register.objects.filter(id__in=among).values_list("id", "offline_profile"))
    return {id for id in among if (named.get(id) or profiles.DEFAULT_OFFLINE) in pausing}


@lru_cache(maxsize=64)
def _with_surroundings(register: UUID | None) -> QuerySet[Store]:
    """Ask for stores and what surrounds them in one statement: every save asks this.

    Kept, for putting the question together takes longer than answering it; it is asked only in copies.
    """
    company = LegalEntity.objects.filter(id=OuterRef("legal_entity"))
    unit = OperatingUnit.objects.filter(id=OuterRef("operating_unit"))
    till = Register.objects.filter(id__in=[register] if register else [])
    chosen = Coalesce(OuterRef("functionality_profile"), Value(profiles.DEFAULT_FUNCTIONALITY))
    profile = FunctionalityProfile.objects.filter(id=chosen)
    return Store.objects.annotate(
        company=Subquery(company.values(row=_row(*_OF_COMPANY))),
        # SQLite would put a list into an object as the text that it is kept as.
        copied_fields=Subquery(company.values("copied_fields")),
        unit=Subquery(unit.values(row=_row("country"))),
        till=Subquery(till.values(row=_row("number", "name"))),
        profile=Subquery(profile.values(row=_row(*_OF_PROFILE))),
    )


def _row(*fields: str) -> JSONObject:
    return JSONObject(**{field: field for field in fields})


def _place(row: Mapping[str, Any]) -> Place:
    company, unit, till = (row[name] or {} for name in ("company", "unit", "till"))
    own = ("number", "name", "default_customer", "currency", "language", "time_zone")
    return Place(
        **{name: row[name] for name in own},
        store=row["id"],
        legal_entity=company.get("code", ""),
        country=unit.get("country", "") or company.get("country", ""),
        unit_country=unit.get("country", ""),
        copy_receipt_email=row["copy_receipt_email"],
        address_book=row["address_book"],
        company=_company_defaults(company),
        copied_fields=tuple(row["copied_fields"] or ()),
        # SQLite has no truth values, so its objects hold 0 and 1.
        dimensions_follow_chosen_group=bool(company.get("dimensions_follow_chosen_group", False)),
        register_number=till.get("number", ""),
        register_name=till.get("name", ""),
        functionality=_functionality(row["profile"]),
    )


def _functionality(row: Mapping[str, Any] | None) -> profiles.Functionality:
    """Read a profile; where none is known here, the usual settings hold."""
    usual = profiles.USUAL
    read = {name: type(getattr(usual, name))(value) for name, value in (row or {}).items()}
    return replace(usual, **read)


def _company_defaults(company: Mapping[str, Any]) -> dict[str, str]:
    if not company:
        return {}
    given = ("customer_group", "currency", "language", "receipt_option", "country")
    return {"type": "person", **{name: company[name] for name in given}}


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceStanding:
    """How far a number sequence is used up."""

    id: UUID
    code: str
    name: str
    #: Of its numbers, 0 to 1.
    used: float


def next_in(sequence: UUID) -> int | None:
    """Return what a sequence draws next; None before its first number."""
    rows = NumberCounter.objects.filter(sequence=sequence)
    return rows.values_list("next", flat=True).first()


def sequences(*ids: UUID) -> list[SequenceStanding]:
    """Return how number sequences stand, all of them unless ids are given."""
    rows = NumberSequence.objects.filter(id__in=ids) if ids else NumberSequence.objects.all()
    reached = dict(NumberCounter.objects.values_list("sequence", "next"))
    return [
        SequenceStanding(
            id=row.id,
            code=row.code,
            name=row.name,
            used=Numbering(format=row.format).used(reached.get(row.id, row.first)),
        )
        for row in rows.order_by("code")
    ]


def existing_customers(legal_entity: str) -> str:
    """Return what a legal entity does with a new customer who may be there already.

    One of LegalEntity.ExistingCustomers.
    """
    key = ("existing customers", legal_entity)
    return as_configured(key, lambda: _existing_customers(legal_entity))


def _existing_customers(legal_entity: str) -> str:
    rows = LegalEntity.objects.filter(code=legal_entity)
    found = rows.values_list("existing_customers", flat=True).first()
    return found or LegalEntity.ExistingCustomers.CREATE


def company_name(legal_entity: str) -> str:
    """Return the name of a legal entity by its code, the code itself where it is not known."""
    names = LegalEntity.objects.filter(code=legal_entity).values_list("name", flat=True)
    return names.first() or legal_entity
