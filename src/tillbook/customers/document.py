"""The customer document: its fields, its units, and how it is read from the tables."""

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import models

from tillbook.customers.models import (
    Address,
    Consent,
    Contact,
    ContactPerson,
    Customer,
    CustomerAddressBook,
    CustomerAffiliation,
    CustomerAttribute,
    Identifier,
)
from tillbook.exchange.core.merge import Policy
from tillbook.exchange.core.units import Document, Primary, Shape
from tillbook.nodes.table_rows import rows_of

SHAPE = Shape(
    groups={"name": ("name", "first_name", "middle_name", "last_name")},
    lists={
        "contact": "contacts",
        "address": "addresses",
        "identifier": "identifiers",
        "contact_person": "contact_persons",
    },
    sets={"affiliation": "affiliations", "address_book": "address_books"},
    maps={"consent": "consents", "attribute": "attributes"},
    primaries=(
        Primary(items="contacts", slot_field="kind"),
        Primary(items="addresses", slot_field=None, slot="address"),
    ),
)
#: The table of each list, of each set with its column, and of the map with its key.
LISTS: Mapping[str, type[models.Model]] = MappingProxyType(
    {
        "contacts": Contact,
        "addresses": Address,
        "identifiers": Identifier,
        "contact_persons": ContactPerson,
    }
)
SETS: Mapping[str, tuple[type[models.Model], str]] = MappingProxyType(
    {
        "affiliations": (CustomerAffiliation, "affiliation"),
        "address_books": (CustomerAddressBook, "address_book"),
    }
)
CONSENTS = "consents"
#: Id of the attribute -> value.
ATTRIBUTES = "attributes"
#: Columns that say where a row belongs, and what a newer release wrote.
_AROUND = frozenset({"customer", "extra"})


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """Name the columns of a table that stand in the document by the same name."""
    return tuple(field.name for field in model._meta.fields if field.name not in _AROUND)


#: Columns of the customer's own row, as the document names them.
SCALARS = tuple(name for name in columns(Customer) if name != "id")
CONSENT_FIELDS = tuple(name for name in columns(Consent) if name not in ("id", "key"))
FIELDS = frozenset({*SCALARS, *LISTS, *SETS, CONSENTS, ATTRIBUTES})

_ASSIGNED = frozenset({"account_number", "merged_into"})
#: What stays as the creation said it.
FIXED = frozenset(
    {
        "legal_entity",
        "party",
        "default_customer",
        "origin",
        "created_at",
        "created_by",
        "store",
        "register",
    }
)


def policy_of(unit: str) -> Policy:
    """Return what settles concurrent edits of a unit."""
    if unit in _ASSIGNED:
        return Policy.ASSIGNED
    if unit.startswith("consent/"):
        return Policy.MOST_RESTRICTIVE
    return Policy.FIXED if unit in FIXED else Policy.LATEST_INTENT


def read(ids: Collection[UUID]) -> dict[UUID, Document]:
    """Read customers as documents. A query per table, whatever the number; one if none is here."""
    documents: dict[str, Document] = {}
    for row in rows_of(Customer, ids, ("id", *SCALARS), by="id"):
        parts: Document = {name: [] for name in (*LISTS, *SETS)} | {CONSENTS: {}, ATTRIBUTES: {}}
        documents[row["id"]] = row | parts
    if documents:
        _add_parts(documents)
    return {UUID(id): document for id, document in documents.items()}


def _add_parts(documents: Mapping[str, Document]) -> None:
    ids = [UUID(id) for id in documents]
    for name, model in LISTS.items():
        for part in _rows(model, ids, "extra", *columns(model), order="id"):
            documents[part.pop("customer_id")][name].append(_part(part))
    for name, (model, column) in SETS.items():
        for part in _rows(model, ids, column, order=column):
            documents[part["customer_id"]][name].append(part[column])
    for answer in _rows(Consent, ids, "key", "extra", *CONSENT_FIELDS, order="key"):
        key, consents = answer.pop("key"), documents[answer.pop("customer_id")][CONSENTS]
        consents[key] = _part(answer)
    for one in _rows(CustomerAttribute, ids, "attribute", "value", order="attribute"):
        documents[one["customer_id"]][ATTRIBUTES][one["attribute"]] = one["value"]


def completed(written: Document) -> Document:
    """Return a document as `read` would, once it is written: every known field, and only those."""
    own = {"id": written["id"]} | _filled(written, Customer, SCALARS)
    lists = {
        name: [
            _filled(part, model, columns(model)) | _unknown(part, model) for part in written[name]
        ]
        for name, model in LISTS.items()
    }
    consents = {
        key: _filled(answer, Consent, CONSENT_FIELDS) | _unknown(answer, Consent)
        for key, answer in written[CONSENTS].items()
    }
    sets = {name: written[name] for name in SETS}
    return own | lists | sets | {CONSENTS: consents, ATTRIBUTES: written.get(ATTRIBUTES, {})}


def _filled(
    part: Mapping[str, Any], model: type[models.Model], names: Collection[str]
) -> dict[str, Any]:
    return {name: _or_default(part.get(name), model, name) for name in names}


def _or_default(value: Any, model: type[models.Model], name: str) -> Any:
    field: Any = model._meta.get_field(name)
    return field.get_default() if value is None else value


def _unknown(part: Mapping[str, Any], model: type[models.Model]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in columns(model)}


def _rows(model: type[models.Model], customers: Collection[UUID], *names: str, order: str) -> Any:
    return rows_of(model, customers, ("customer_id", *names), by="customer_id", order=order)


def _part(row: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = row.pop("extra")
    return row | extra
