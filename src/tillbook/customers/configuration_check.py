"""What of the configuration deserves a look: nothing here stops anybody, everything may surprise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Model

from tillbook.customers.models import Customer
from tillbook.customers.translations import untranslated
from tillbook.exchange.down.groups import of as group_of
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.queries import held_back
from tillbook.foundation.actor import Actor
from tillbook.nodes.models import Node
from tillbook.scheduler.models import ChannelDatabaseGroup
from tillbook.stores.models import (
    FunctionalityProfile,
    LegalEntity,
    OfflineProfile,
    OperatingUnit,
    Store,
)
from tillbook.stores.queries import registers_following, sequences, stores_following
from tillbook.stores.rules.numbering import NEARLY_USED_UP
from tillbook.stores.rules.profiles import DEFAULT_FUNCTIONALITY, DEFAULT_OFFLINE


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
    """List what deserves a look, the gravest first. Source: AR-018, AR-020, AR-035, AR-050."""
    stores = list(Store.objects.order_by("number"))
    return [
        *_about_beginning(),
        *_about_sequences(),
        *_about_default_customers(stores),
        *_about_coverage(stores),
        *_about_units(stores),
        *(_of(store, "store.no_address_book") for store in stores if not store.address_book),
        *_about_features(),
        *_about_profiles(),
        *_about_translations(),
    ]


#: What there must be before the first customer, in the order in which it is made.
_FIRST: Mapping[str, type[Model]] = {
    "legal_entity": LegalEntity,
    "operating_unit": OperatingUnit,
    "store": Store,
}


def _about_beginning() -> Iterator[Remark]:
    for kind, model in _FIRST.items():
        if not model._default_manager.exists():
            yield Remark(code=f"{kind}.none", kind=kind, id=UUID(int=0), name="")


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


def _about_coverage(stores: list[Store]) -> Iterator[Remark]:
    """Name the stores of which a device receives no customers: its group leaves them out."""
    groups = {row.name: row for row in ChannelDatabaseGroup.objects.all()}
    companies = dict(LegalEntity.objects.values_list("id", "code"))
    by_id = {store.id: store for store in stores}
    said = set()
    for node in Node.objects.filter(status=Node.Status.ACTIVE).order_by("name"):
        group = groups.get(group_of(node))
        for store in (by_id[id] for id in node.stores if id in by_id):
            if group is None or (store.id, group.name) in said:
                continue
            if _leaves_out(group, store, company=companies.get(store.legal_entity, "")):
                said.add((store.id, group.name))
                yield _of(store, "store.left_out", node=node.name, group=group.name)


def _leaves_out(group: ChannelDatabaseGroup, store: Store, *, company: str) -> bool:
    is_of_company = not group.legal_entities or company in group.legal_entities
    is_of_any_book = not (group.address_books and store.address_book)
    return not (is_of_company and (is_of_any_book or store.address_book in group.address_books))


def _about_units(stores: list[Store]) -> Iterator[Remark]:
    companies = {row.id: row for row in LegalEntity.objects.all()}
    of_unit = {store.operating_unit: store for store in stores}
    for unit in OperatingUnit.objects.order_by("number"):
        if unit.country and (unit.street or unit.city):
            continue
        store = of_unit.get(unit.id)
        company = companies.get(store.legal_entity) if store else None
        yield Remark(
            code=f"operating_unit.no_{'address' if unit.country else 'country'}",
            kind="operating_unit",
            id=unit.id,
            name=unit.name,
            params={"country": company.country if company else ""},
        )


def _about_features() -> Iterator[Remark]:
    for name, lacking in held_back().items():
        yield Remark(
            code="switch.held_back",
            kind="switch",
            id=id_of(name),
            name=CATALOG[name].title,
            params={"lacking": " ".join(lacking)},
        )


def _about_profiles() -> Iterator[Remark]:
    """Name the profiles that nobody follows; the default ones wait for whoever names none."""
    for mode in FunctionalityProfile.objects.exclude(id=DEFAULT_FUNCTIONALITY).order_by("number"):
        if not stores_following(mode.id).exists():
            yield _unused("functionality_profile", mode)
    for line in OfflineProfile.objects.exclude(id=DEFAULT_OFFLINE).order_by("number"):
        if not registers_following(line.id).exists():
            yield _unused("offline_profile", line)


def _unused(kind: str, profile: FunctionalityProfile | OfflineProfile) -> Remark:
    return Remark(
        code="profile.unused", kind=kind, id=profile.id, name=profile.name, number=profile.number
    )


def _about_translations() -> Iterator[Remark]:
    for one in untranslated():
        yield Remark(
            code="translation.missing",
            kind=one.kind,
            id=one.id,
            name=one.name,
            params={"languages": " ".join(one.languages)},
        )
