"""Customer documents into rows: creating one, following a package and loading many are the same."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.customers import document
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

    Only tables of which something differs are touched: a number from headquarters costs one row.
    Return the customers that were here before.
    """
    before = document.read([UUID(written["id"]) for written in documents])
    _write_own_rows(documents)
    for name, model in LISTS.items():
        changed = _clear(model, documents, before, name=name)
        _write_parts(model, changed, name=name)
    for name, (model, column) in SETS.items():
        changed = _clear(model, documents, before, name=name)
        model._default_manager.bulk_create(
            model(customer_id=written["id"], **{column: member})
            for written in changed
            for member in written.get(name, ())
        )
    Consent.objects.bulk_create(_consents(_clear(Consent, documents, before, name=CONSENTS)))
    return list(before)


def _write_own_rows(documents: Sequence[Document]) -> None:
    Customer.objects.bulk_create(
        [Customer(id=written["id"], **_known(written, SCALARS)) for written in documents],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=SCALARS,
    )


def _clear(
    model: type[Model],
    documents: Sequence[Document],
    before: Mapping[UUID, Document],
    *,
    name: str,
) -> list[Document]:
    """Delete the parts of customers whose parts are others now; return those to be written."""
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
    model._default_manager.bulk_create(
        [
            model(customer_id=written["id"], **_with_extra(part, fields))
            for written in documents
            for part in written.get(name, ())
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["customer", "extra", *(field for field in fields if field != "id")],
    )


def _consents(documents: Sequence[Document]) -> Iterator[Consent]:
    for written in documents:
        for key, answer in written.get(CONSENTS, {}).items():
            yield Consent(customer_id=written["id"], key=key, **_with_extra(answer, CONSENT_FIELDS))


def _with_extra(part: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    extra = {key: value for key, value in part.items() if key not in fields}
    return _known(part, fields) | {"extra": extra}


def _known(source: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    return {name: source[name] for name in fields if source.get(name) is not None}


def remove(customers: Collection[UUID]) -> None:
    """Delete customers with all their parts, in the caller's transaction."""
    tables: list[type[Model]] = [*LISTS.values(), *(model for model, _ in SETS.values()), Consent]
    for part in tables:
        part._default_manager.filter(customer__in=customers).delete()
    Customer.objects.filter(id__in=customers).delete()
