"""Customer documents into rows: creating one, following a package and loading many are the same."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from tillbook.customers.document import ADDRESS_FIELDS, CONTACT_FIELDS, SCALARS
from tillbook.customers.models import Address, Contact, Customer, CustomerAffiliation
from tillbook.exchange.core.units import Document

Part = TypeVar("Part", Contact, Address)


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
    _write_parts(Contact, documents, name="contacts", fields=CONTACT_FIELDS)
    _write_parts(Address, documents, name="addresses", fields=ADDRESS_FIELDS)
    CustomerAffiliation.objects.bulk_create(
        CustomerAffiliation(customer_id=document["id"], affiliation=affiliation)
        for document in documents
        for affiliation in document.get("affiliations", ())
    )
    return replaced


def _write_parts(
    model: type[Part],
    documents: Sequence[Document],
    *,
    name: str,
    fields: tuple[str, ...],
) -> None:
    """Write the parts of customers that have none. An id that another customer has already moves over.

    Headquarters refuses such an id; a till must be able to follow whatever it meets.
    """
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
    _remove_parts(customers)
    Customer.objects.filter(id__in=customers).delete()


def _remove_parts(customers: Collection[UUID]) -> None:
    for part in (Contact, Address, CustomerAffiliation):
        part._default_manager.filter(customer__in=customers).delete()
