"""Customer documents into rows: creating one, following a package and loading many are the same."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.customers import document
from tillbook.customers.document import (
    ATTRIBUTES,
    CONSENT_FIELDS,
    CONSENTS,
    LISTS,
    SCALARS,
    SETS,
    columns,
)
from tillbook.customers.models import Consent, Customer, CustomerAttribute
from tillbook.exchange.core.units import Document
from tillbook.nodes.upserts import upsert


def write(documents: Sequence[Document]) -> list[UUID]:
    """Write whole customers, one multi-row statement per table, in the caller's transaction.

    Only tables of which something differs are touched: a number from headquarters costs one row.
    Return the customers that were here before.
    """
    before = _here([UUID(written["id"]) for written in documents])
    _write_own_rows(documents)
    for name, model in LISTS.items():
        changed = _clear(model, documents, before, name=name)
        _write_parts(model, changed, name=name)
    for name, (model, column) in SETS.items():
        changed = _clear(model, documents, before, name=name)
        members = (
            {"customer": written["id"], column: member}
            for written in changed
            for member in written.get(name, ())
        )
        upsert(model, members, columns=("customer", column), unique=None)
    answered = _clear(Consent, documents, before, name=CONSENTS)
    upsert(
        Consent,
        _consents(answered),
        columns=("customer", "key", "extra", *CONSENT_FIELDS),
        unique=None,
    )
    described = _clear(CustomerAttribute, documents, before, name=ATTRIBUTES)
    values = (
        {"customer": written["id"], "attribute": attribute, "value": value}
        for written in described
        for attribute, value in written.get(ATTRIBUTES, {}).items()
    )
    upsert(CustomerAttribute, values, columns=("customer", "attribute", "value"), unique=None)
    return list(before)


def _here(ids: Sequence[UUID]) -> dict[UUID, Document]:
    """Read which of these customers are here.

    Ids are made in the order of time: mostly a look at the newest one tells that none is.
    """
    newest = Customer.objects.order_by("-id").values_list("id", flat=True).first()
    return document.read(ids) if newest is not None and ids and min(ids) <= newest else {}


def _write_own_rows(documents: Sequence[Document]) -> None:
    upsert(Customer, documents, columns=("id", *SCALARS))


def _clear(
    model: type[Model],
    documents: Sequence[Document],
    before: Mapping[UUID, Document],
    *,
    name: str,
) -> list[Document]:
    """Delete the parts of customers whose parts are others now; return those to be written."""
    if not before:
        return list(documents)
    changed = []
    emptied = []
    for written in documents:
        known = before.get(UUID(written["id"]), {}).get(name)
        if (written.get(name) or None) != (known or None):
            changed.append(written)
            emptied += [written["id"]] if known else []
    if emptied:
        model._default_manager.filter(customer__in=emptied).delete()
    return changed


def _write_parts(model: type[Model], documents: Sequence[Document], *, name: str) -> None:
    """Write the parts of customers that have none. An id that another customer has already moves over.

    Headquarters refuses such an id; a till must be able to follow whatever it meets.
    """
    fields = columns(model)
    parts = (
        _with_extra(part, fields, customer=written["id"])
        for written in documents
        for part in written.get(name, ())
    )
    upsert(model, parts, columns=(*fields, "customer", "extra"))


def _consents(documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
    for written in documents:
        for key, answer in written.get(CONSENTS, {}).items():
            yield _with_extra(answer, CONSENT_FIELDS, customer=written["id"]) | {"key": key}


def _with_extra(part: Mapping[str, Any], fields: Collection[str], *, customer: str) -> Document:
    row = {**part, "customer": customer}
    unknown = part.keys() - fields
    return row | {"extra": {key: part[key] for key in unknown}} if unknown else row


def remove(customers: Collection[UUID]) -> None:
    """Delete customers with all their parts, in the caller's transaction."""
    sets = (model for model, _ in SETS.values())
    tables: list[type[Model]] = [*LISTS.values(), *sets, Consent, CustomerAttribute]
    for part in tables:
        part._default_manager.filter(customer__in=customers).delete()
    Customer.objects.filter(id__in=customers).delete()
