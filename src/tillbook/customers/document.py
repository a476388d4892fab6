"""The customer document: its fields, its units, and how it is read from the tables."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from tillbook.customers.models import Address, Contact, Customer, CustomerAffiliation
from tillbook.exchange.core.merge import Policy
from tillbook.exchange.core.units import Document, Primary, Shape

SHAPE = Shape(
    groups={"name": ("name", "first_name", "middle_name", "last_name")},
    lists={"contact": "contacts", "address": "addresses"},
    sets={"affiliation": "affiliations"},
    primaries=(
        Primary(items="contacts", slot_field="kind"),
        Primary(items="addresses", slot_field=None, slot="address"),
    ),
)

#: Columns of the customer's own row, as the document names them.
SCALARS = (
    "account_number",
    "legal_entity",
    "party",
    "type",
    "name",
    "first_name",
    "middle_name",
    "last_name",
    "customer_group",
    "currency",
    "language",
    "receipt_option",
    "receipt_email",
    "financial_dimensions",
    "inherited",
    "default_customer",
    "origin",
    "created_at",
    "created_by",
    "store",
    "register",
)
FIELDS = frozenset({*SCALARS, "contacts", "addresses", "affiliations"})
CONTACT_FIELDS = ("id", "kind", "value", "as_typed", "label", "is_primary", "is_mobile")
ADDRESS_FIELDS = (
    "id",
    "purpose",
    "name",
    "phone",
    "street",
    "street_number",
    "building",
    "post_box",
    "city",
    "district",
    "county",
    "state",
    "postal_code",
    "country",
    "is_primary",
    "is_active",
)
_FIXED = frozenset(
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
    if unit == "account_number":
        return Policy.ASSIGNED
    return Policy.FIXED if unit in _FIXED else Policy.LATEST_INTENT


def read(ids: Collection[UUID]) -> dict[UUID, Document]:
    """Read customers as documents. Four queries, whatever the number."""
    documents: dict[UUID, Document] = {}
    if not ids:
        return documents
    for row in Customer.objects.filter(id__in=ids).values("id", *SCALARS):
        plain = {name: _plain(value) for name, value in row.items()}
        documents[row["id"]] = plain | {"contacts": [], "addresses": [], "affiliations": []}
    contacts = Contact.objects.filter(customer__in=ids).order_by("id")
    for row in contacts.values("customer_id", "extra", *CONTACT_FIELDS):
        _add(documents, "contacts", row)
    addresses = Address.objects.filter(customer__in=ids).order_by("id")
    for row in addresses.values("customer_id", "extra", *ADDRESS_FIELDS):
        _add(documents, "addresses", row)
    groupings = CustomerAffiliation.objects.filter(customer__in=ids).order_by("affiliation")
    for customer, affiliation in groupings.values_list("customer_id", "affiliation"):
        documents[customer]["affiliations"].append(affiliation)
    return documents


def _add(documents: Mapping[UUID, Document], name: str, row: dict[str, Any]) -> None:
    customer, extra = row.pop("customer_id"), row.pop("extra")
    part = {key: _plain(value) for key, value in row.items()}
    documents[customer][name].append(part | extra)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
