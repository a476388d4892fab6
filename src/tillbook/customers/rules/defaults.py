"""Which values a new customer inherits, from where, and how they join what was entered."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Name where an inherited value comes from."""

    DEFAULT_CUSTOMER = "default_customer"
    CUSTOMER_GROUP = "customer_group"
    COMPANY = "company"
    OPERATING_UNIT = "operating_unit"
    STORE = "store"


#: What every default customer hands down; the receipt email has a switch of its own.
COPIED_FIELDS = ("type", "customer_group", "receipt_option", "currency", "language", "affiliations")
#: What a company may let its default customers hand down besides. Never what says who somebody
#: is: names, contacts, addresses, identifiers, consents, notes.
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

#: What a customer that is created asynchronously does not inherit unless that is enhanced.
NOT_IN_PLAIN_ASYNC = "affiliations"
_PURPOSE_OF_TYPE = {"person": "home", "organization": "business"}
#: Belongs to addresses and not to the customer itself.
_COUNTRY = "country"

Dimensions = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What besides the default customer decides what a store hands down."""

    #: Financial dimensions of every customer group.
    dimensions: Mapping[str, Dimensions]
    #: The company's own values, by field; `country` among them.
    company: Mapping[str, Any]
    #: The store's own values, by field; they go before the company's.
    store: Mapping[str, Any] = field(default_factory=dict)
    #: Country of the operating unit's primary address; empty where it has none.
    unit_country: str = ""
    #: The store's address book; empty where it has none.
    address_book: str = ""
    copy_receipt_email: bool = True
    #: Which of the copyable fields are copied too.
    copied_fields: Iterable[str] = ()
    #: Whether another customer group, picked by hand, brings its own dimensions.
    dimensions_follow_chosen_group: bool = False
    #: Type of customer -> purpose of its new addresses.
    purposes: Mapping[str, str] = field(default_factory=lambda: _PURPOSE_OF_TYPE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherited:
    """Hold the inherited values by field, and the source of each."""

    values: Mapping[str, Any]
    sources: Mapping[str, str]
    #: Type of customer -> purpose of its new addresses.
    purposes: Mapping[str, str] = field(default_factory=lambda: _PURPOSE_OF_TYPE)
    #: Dimensions by customer group, where they follow the group that is picked; else None.
    dimensions_of: Mapping[str, Dimensions] | None = None

    def without(self, name: str) -> "Inherited":
        """Return the same without one field."""
        return replace(
            self,
            values={key: value for key, value in self.values.items() if key != name},
            sources={key: source for key, source in self.sources.items() if key != name},
        )

    def dimensions_with(self, group: str) -> Dimensions:
        """Return the financial dimensions that a new customer of a group gets."""
        if self.dimensions_of is not None and group != self.values.get("customer_group", ""):
            return self.dimensions_of.get(group, {})
        given: Dimensions = self.values.get("financial_dimensions", {})
        return given


def inherit(default_customer: Mapping[str, Any] | None, around: Surroundings) -> Inherited:
    """Collect what a new customer of a store inherits.

    The default customer counts first; the store's and the company's values fill what it leaves
    open or stand in where a store has none. Financial dimensions are those of the inherited customer group, never the
    default customer's own. The country (of new addresses) is the operating unit's, else the
    company's. The store's address book comes before those of the default customer. Values are
    copies: later changes do not reach earlier customers.
    Source: AR-011 to AR-015, AR-019 to AR-022, AR-027, AR-035.
    """
    giver, given = default_customer or {}, _Given()
    extra = [name for name in EXTRA_FIELDS if name in set(around.copied_fields)]
    receipt_email = ["receipt_email"] if around.copy_receipt_email else []
    for name in (*COPIED_FIELDS, *receipt_email, *extra):
        given.take(name, giver.get(name), Source.DEFAULT_CUSTOMER)
    for name in COPIED_FIELDS:
        given.take(name, around.store.get(name), Source.STORE)
        given.take(name, around.company.get(name), Source.COMPANY)
    given.join(around.address_book)
    group = given.values.get("customer_group", "")
    given.take("financial_dimensions", around.dimensions.get(group), Source.CUSTOMER_GROUP)
    given.take(_COUNTRY, around.unit_country, Source.OPERATING_UNIT)
    given.take(_COUNTRY, around.company.get(_COUNTRY), Source.COMPANY)
    follow = around.dimensions_follow_chosen_group
    return Inherited(
        values=given.values,
        sources=given.sources,
        purposes=dict(around.purposes),
        dimensions_of=deepcopy(dict(around.dimensions)) if follow else None,
    )


class _Given:
    """Collects values: the first source that has one counts."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.sources: dict[str, str] = {}

    def take(self, name: str, value: Any, source: Source) -> None:
        # An empty list hands nothing down; False and 0 are values like any other.
        if name not in self.values and value not in (None, "", [], {}):
            self.values[name] = deepcopy(value)
            self.sources[name] = source.value

    def join(self, book: str) -> None:
        """Put the store's address book before the copied ones."""
        others = self.values.get("address_books", [])
        if book and book not in others:
            self.values["address_books"] = [book, *others]
            self.sources.setdefault("address_books", Source.STORE.value)


def apply(
    document: Mapping[str, Any], inherited: Inherited
) -> tuple[dict[str, Any], dict[str, str]]:
    """Fill the fields that were left empty; what was entered wins.

    An empty list, false and zero count as entered; an empty text does not. What a form showed and
    sent back as it was still counts as inherited. Returns the new document, whose ``inherited``
    names each inherited field with its source, and that mapping once more. An address without a
    country gets the inherited one under ``address/{id}/country`` (its position where it has no id
    yet), and one without a purpose gets the purpose of the customer's type.
    Source: AR-014, AR-023, AR-025, AR-027.
    """
    filled: dict[str, Any] = deepcopy(dict(document))
    sources: dict[str, str] = {}
    for name, value in inherited.values.items():
        if name in (_COUNTRY, "financial_dimensions"):
            continue
        if not _is_entered(filled.get(name)):
            filled[name] = deepcopy(value)
        if _is_same(filled[name], value):
            sources[name] = inherited.sources[name]
    dimensions = inherited.dimensions_with(filled.get("customer_group", ""))
    if dimensions:
        filled["financial_dimensions"] = dict(dimensions)
        sources["financial_dimensions"] = Source.CUSTOMER_GROUP.value
    sources |= complete_addresses(
        filled.get("addresses") or [], inherited, customer_type=filled.get("type", "")
    )
    filled["inherited"] = dict(sources)
    return filled, sources


def complete_addresses(
    addresses: Iterable[dict[str, Any]], inherited: Inherited, *, customer_type: str
) -> dict[str, str]:
    """Give addresses the country and the purpose that they lack; return the sources, by path."""
    sources = {}
    for position, address in enumerate(addresses):
        if not _is_entered(address.get(_COUNTRY)) and _COUNTRY in inherited.values:
            address[_COUNTRY] = inherited.values[_COUNTRY]
            place = address.get("id") or position
            sources[f"address/{place}/{_COUNTRY}"] = inherited.sources[_COUNTRY]
        if not _is_entered(address.get("purpose")):
            address["purpose"] = purpose_of(customer_type, inherited.purposes)
    return sources


def still_inherited(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return which inherited values of a customer an edit leaves as they were, with their sources."""
    sources: Mapping[str, str] = before.get("inherited") or {}
    was, now = _by_path(before), _by_path(after)
    return {path: source for path, source in sources.items() if was.get(path) == now.get(path)}


def _by_path(document: Mapping[str, Any]) -> dict[str, Any]:
    countries = {
        f"address/{address.get('id')}/{_COUNTRY}": address.get(_COUNTRY)
        for address in document.get("addresses") or ()
    }
    return {**document, **countries}


def purpose_of(customer_type: str, purposes: Mapping[str, str] = _PURPOSE_OF_TYPE) -> str:
    """Give the purpose that a new address starts with; people's where the type is not known."""
    return purposes.get(customer_type) or purposes.get("person") or "home"


def purposes_by_type(configured: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Work out the purpose of each type from the configured (code, default_for), in their order.

    A type that none is configured for starts with its usual one, else with the first there is.
    """
    rows = list(configured)
    chosen = {type: code for code, type in reversed(rows) if type}
    codes = [code for code, _ in rows]
    for type, usual in _PURPOSE_OF_TYPE.items():
        chosen.setdefault(type, usual if usual in codes or not codes else codes[0])
    return {type: chosen[type] for type in _PURPOSE_OF_TYPE}


def _is_entered(value: object) -> bool:
    return not (value is None or (isinstance(value, str) and not value.strip()))


def _is_same(entered: Any, inherited: Any) -> bool:
    """Compare as a customer holds it: the members of a set have no order."""
    if isinstance(entered, list) and isinstance(inherited, list):
        return sorted(map(str, entered)) == sorted(map(str, inherited))
    return bool(entered == inherited)
