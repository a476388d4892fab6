"""Where configuration is in use, as far as customers know: what stands against its removal."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Model, QuerySet

from tillbook.configuration.uses import NAMED, Use
from tillbook.customers.models import (
    Address,
    CommerceParameters,
    ConsentEntry,
    Customer,
    CustomerAddressBook,
    CustomerAffiliation,
    CustomerAttribute,
    CustomerGroup,
)
from tillbook.exchange.core.units import Document
from tillbook.stores.models import LegalEntity, Store

#: Nobody counts further: one more than this means "more than".
MOST_COUNTED = 1000


def _customers(rows: QuerySet[Customer]) -> Use:
    """Count customers; they are told by their numbers, for a refusal is no place for names."""
    first = rows.exclude(account_number="").order_by("id")[:NAMED]
    numbers = tuple(first.values_list("account_number", flat=True))
    return Use(kind="customer", count=rows[: MOST_COUNTED + 1].count(), names=numbers)


def _having(model: type[Model], **wanted: str) -> Use:
    ids = model._default_manager.filter(**wanted).values("customer")
    return _customers(Customer.objects.filter(id__in=ids))


def _named(kind: str, rows: Iterable[str]) -> Use:
    names = tuple(rows)
    return Use(kind=kind, count=len(names), names=names[:NAMED])


def _of_customer_group(group: Document) -> Iterable[Use]:
    code = group["code"]
    companies = LegalEntity.objects.filter(customer_group=code)
    yield _customers(Customer.objects.filter(customer_group=code))
    yield _named("legal_entity", companies.values_list("name", flat=True))


def _of_affiliation(affiliation: Document) -> Iterable[Use]:
    yield _having(CustomerAffiliation, affiliation=affiliation["code"])


def _of_financial_dimension(dimension: Document) -> Iterable[Use]:
    groups = CustomerGroup.objects.order_by("code")
    having = (row.name for row in groups if dimension["code"] in row.financial_dimensions)
    yield _named("customer_group", having)


def _of_address_book(book: Document) -> Iterable[Use]:
    yield _having(CustomerAddressBook, address_book=book["code"])
    stores = Store.objects.filter(address_book=book["code"])
    yield _named("store", stores.values_list("name", flat=True))


def _of_address_purpose(purpose: Document) -> Iterable[Use]:
    yield _having(Address, purpose=purpose["code"])


def _of_consent_purpose(purpose: Document) -> Iterable[Use]:
    # The ledger holds every answer, and refers to the purpose's words for good.
    yield _having(ConsentEntry, purpose=purpose["code"])


def _of_legal_entity(company: Document) -> Iterable[Use]:
    yield _customers(Customer.objects.filter(legal_entity=company["code"]))


def _of_store(store: Document) -> Iterable[Use]:
    yield _customers(Customer.objects.filter(store=store["number"]))


def _of_register(register: Document) -> Iterable[Use]:
    yield _customers(Customer.objects.filter(register=register["number"]))


def _of_attribute(attribute: Document) -> Iterable[Use]:
    yield _having(CustomerAttribute, attribute=attribute["id"])


def _of_attribute_group(group: Document) -> Iterable[Use]:
    rows = CommerceParameters.objects.order_by("id")
    naming = [row for row in rows if group["id"] in _groups_of(row)]
    stores = Store.objects.filter(id__in=[row.store for row in naming if row.store])
    names = tuple(stores.values_list("name", flat=True))
    yield Use(kind="commerce_parameters", count=len(naming), names=names[:NAMED])


def _groups_of(row: CommerceParameters) -> set[str]:
    further = {id for by in row.attribute_groups_by.values() for id in by.values()}
    return further | {str(row.customer_attribute_group)}


USES: Mapping[str, Callable[[Document], Iterable[Use]]] = {
    "customer_group": _of_customer_group,
    "affiliation": _of_affiliation,
    "financial_dimension": _of_financial_dimension,
    "address_book": _of_address_book,
    "address_purpose": _of_address_purpose,
    "consent_purpose": _of_consent_purpose,
    "attribute": _of_attribute,
    "attribute_group": _of_attribute_group,
    "legal_entity": _of_legal_entity,
    "store": _of_store,
    "register": _of_register,
}
