"""Which values a new customer inherits, from where, and how they join what was entered."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Name where an inherited value comes from."""

    DEFAULT_CUSTOMER = "default_customer"
    CUSTOMER_GROUP = "customer_group"
    COMPANY = "company"
    OPERATING_UNIT = "operating_unit"


#: What the default customer of the store hands down; the receipt email has a switch of its own.
COPIED_FIELDS = ("type", "customer_group", "receipt_option", "currency", "language", "affiliations")
#: What a company may let the default customer hand down besides.
EXTRA_FIELDS = (
    "tax_group",
    "sales_tax_group",
    "tax_office",
    "prices_include_tax",
    "price_group",
    "line_discount_group",
    "multiline_discount_group",
    "total_discount_group",
    "charge_group",
    "credit_limit",
    "credit_limit_is_mandatory",
    "credit_rating",
    "on_account_allowed",
    "is_non_chargeable",
    "address_books",
)

_PURPOSE_OF_TYPE = {"person": "home", "organization": "business"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherited:
    """Hold the inherited values by field, and the source of each."""

    values: dict[str, Any]
    sources: dict[str, str]


def inherit(
    default_customer: Mapping[str, Any] | None,
    *,
    customer_group_dimensions: Mapping[str, Mapping[str, str]],
    company_defaults: Mapping[str, Any],
    country: str,
    copy_receipt_email: bool = True,
) -> Inherited:
    """Collect what a new customer of a store inherits.

    The default customer counts first, the company's defaults fill what it leaves open or stand in
    where a store has none. Financial dimensions are those of the inherited customer group, never the
    default customer's own. The country (of new addresses) is the operating unit's, else the
    company's. Values are copies: later changes do not reach earlier customers.
    Source: AR-011 to AR-015, AR-019 to AR-022, AR-027, AR-035.
    """
    collected = Inherited(values={}, sources={})
    fields = (*COPIED_FIELDS, "receipt_email") if copy_receipt_email else COPIED_FIELDS
    for field in fields:
        _take(collected, field, default_customer or {}, Source.DEFAULT_CUSTOMER)
    for field in COPIED_FIELDS:
        _take(collected, field, company_defaults, Source.COMPANY)
    dimensions = customer_group_dimensions.get(collected.values.get("customer_group", ""), {})
    _take(
        collected,
        "financial_dimensions",
        {"financial_dimensions": dict(dimensions)},
        Source.CUSTOMER_GROUP,
    )
    _take(collected, "country", {"country": country}, Source.OPERATING_UNIT)
    _take(collected, "country", company_defaults, Source.COMPANY)
    return collected


def apply(
    document: Mapping[str, Any], inherited: Inherited
) -> tuple[dict[str, Any], dict[str, str]]:
    """Fill the fields that were left empty; what was entered wins.

    Returns the new document, whose ``inherited`` names each filled field with its source, and that
    mapping once more. An address without a country gets the inherited one under
    ``address/{id}/country`` (its position where it has no id yet), and one without a purpose gets
    the purpose of the customer's type. Source: AR-014, AR-023, AR-025, AR-027.
    """
    filled: dict[str, Any] = deepcopy(dict(document))
    sources: dict[str, str] = {}
    for field, value in inherited.values.items():
        if field != "country" and _is_empty(filled.get(field)):
            filled[field] = deepcopy(value)
            sources[field] = inherited.sources[field]
    for position, address in enumerate(filled.get("addresses") or []):
        if _is_empty(address.get("country")) and "country" in inherited.values:
            address["country"] = inherited.values["country"]
            sources[f"address/{address.get('id', position)}/country"] = inherited.sources["country"]
        if _is_empty(address.get("purpose")):
            address["purpose"] = purpose_of(filled.get("type", ""))
    filled["inherited"] = dict(sources)
    return filled, sources


def purpose_of(customer_type: str) -> str:
    """Give the purpose that a new address starts with: home for people, business for organisations."""
    return _PURPOSE_OF_TYPE.get(customer_type, "home")


def _take(collected: Inherited, field: str, giver: Mapping[str, Any], source: Source) -> None:
    if field not in collected.values and not _is_empty(giver.get(field)):
        collected.values[field] = deepcopy(giver[field])
        collected.sources[field] = source.value


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})
