"""Customer documents into rows: creating one, following a package and loading many are the same."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.customers.document import (
    CONSENT_FIELDS,
    CONSENTS,
    LISTS,
    SCALARS,
    SETS,
    columns,
)
from tillbook.customers.models import Consent, Customer
from tillbook.exchange.core.units import Document


def write(documents: Sequence[Document]) -> list[UUID]:
    """Write whole customers, one multi-row statement per table, in the caller's transaction.

    Return those that were here before.
    """
    ids = [UUID(document["id"]) for document in documents]
    replaced = list(Customer.objects.filter(id__in=ids).values_list("id", flat=True))
    if replaced:
        _remove_parts(replaced)
    Customer.objects.bulk_create(
        [Customer(id=document["id"], **_known(document, SCALARS)) for document in documents],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=SCALARS,
    )
    for name, model in LISTS.items():
        _write_parts(model, documents, name=name)
    for name, (model, column) in SETS.items():
        model._default_manager.bulk_create(
            model(customer_id=document["id"], **{column: member})
            for document in documents
            for member in document.get(name, ())
        )
    Consent.objects.bulk_create(_consents(documents))
    return replaced


def _write_parts(model: type[Model], documents: Sequence[Document], *, name: str) -> None:
    """Write the parts of customers that have none. An id that another customer has already moves over.

    Headquarters refuses such an id; a till must be able to follow whatever it meets.
    """
    fields = columns(model)
    model._default_manager.bulk_create(
        [
            model(customer_id=document["id"], **_with_extra(part, fields))
            for document in documents
            for part in document.get(name, ())
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["customer", "extra", *(field for field in fields if field != "id")],
    )


def _consents(documents: Sequence[Document]) -> Iterator[Consent]:
    for document in documents:
        for key, answer in document.get(CONSENTS, {}).items():
            yield Consent(
                customer_id=document["id"], key=key, **_with_extra(answer, CONSENT_FIELDS)
            )


def _with_extra(part: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    extra = {key: value for key, value in part.items() if key not in fields}
    return _known(part, fields) | {"extra": extra}


def _known(source: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    return {name: source[name] for name in fields if source.get(name) is not None}


def remove(customers: Collection[UUID]) -> None:
    """Delete customers with all their parts, in the caller's transaction."""
    _remove_parts(customers)
    Customer.objects.filter(id__in=customers).delete()


def _remove_parts(customers: Collection[UUID]) -> None:
    tables: list[type[Model]] = [*LISTS.values(), *(model for model, _ in SETS.values()), Consent]
    for part in tables:
        part._default_manager.filter(customer__in=customers).delete()
