"""Customer documents into rows: creating one, following a package and loading many are the same."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from tillbook.customers.document import ADDRESS_FIELDS, CONTACT_FIELDS, SCALARS
from tillbook.customers.models import Address, Contact, Customer, CustomerAffiliation
from tillbook.exchange.core.units import Document

Part = TypeVar("Part", Contact, Address)


def write(documents: Sequence[Document]) -> None:
    """Write whole customers, one multi-row statement per table, in the caller's transaction."""
    ids = [UUID(document["id"]) for document in documents]
    Customer.objects.bulk_create(
        [Customer(id=document["id"], **_known(document, SCALARS)) for document in documents],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=SCALARS,
    )
    _replace_parts(Contact, ids, documents, name="contacts", fields=CONTACT_FIELDS)
    _replace_parts(Address, ids, documents, name="addresses", fields=ADDRESS_FIELDS)
    CustomerAffiliation.objects.filter(customer__in=ids).delete()
    CustomerAffiliation.objects.bulk_create(
        CustomerAffiliation(customer_id=document["id"], affiliation=affiliation)
        for document in documents
        for affiliation in document.get("affiliations", ())
    )


def _replace_parts(
    model: type[Part],
    ids: Sequence[UUID],
    documents: Sequence[Document],
    *,
    name: str,
    fields: tuple[str, ...],
) -> None:
    """Write the parts anew. An id that another customer has already moves over.

    Headquarters refuses such an id; a till must be able to follow whatever it meets.
    """
    model._default_manager.filter(customer__in=ids).delete()
    model._default_manager.bulk_create(
        [
            model(
                customer_id=document["id"],
                extra={key: value for key, value in part.items() if key not in fields},
                **_known(part, fields),
            )
            for document in documents
            for part in document.get(name, ())
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["customer", "extra", *(field for field in fields if field != "id")],
    )


def _known(source: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    return {name: source[name] for name in fields if source.get(name) is not None}


def remove(customers: Collection[UUID]) -> None:
    """Delete customers with all their parts, in the caller's transaction."""
    for part in (Contact, Address, CustomerAffiliation):
        part._default_manager.filter(customer__in=customers).delete()
    Customer.objects.filter(id__in=customers).delete()
