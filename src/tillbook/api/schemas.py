"""The shapes of answers: typed dictionaries, described in `/api/v1/openapi.json`, sent as they are."""

from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from tillbook.api.attribute_schemas import Value
from tillbook.api.consent_schemas import Consent
from tillbook.api.requests import ConsentAnswer, ContactKind, CustomerType, ReceiptOption

SyncState = Literal["pending", "synced", "attention"]


class Contact(TypedDict):
    """A contact as stored: `value` in its normal form, `as_typed` as it was entered."""

    id: UUID
    kind: ContactKind
    value: str
    as_typed: str
    extension: str
    label: str
    is_primary: bool
    is_mobile: bool
    marketing: Annotated[
        ConsentAnswer, Field(description="The answer for the purpose `marketing`.")
    ]


class Address(TypedDict):
    """An address as stored."""

    id: UUID
    purpose: str
    name: str
    attention: str
    phone: str
    street: str
    street_number: str
    building: str
    post_box: str
    city: str
    district: str
    county: str
    state: str
    postal_code: str
    country: str
    is_primary: bool
    is_active: bool
    created_at: str


class Contacts(TypedDict):
    """The contacts of a customer."""

    items: list[Contact]


class Addresses(TypedDict):
    """The addresses of a customer, retired ones among them."""

    items: list[Address]


class Identifier(TypedDict):
    """A number that an authority gave to the customer."""

    id: UUID
    scheme: Annotated[str, Field(examples=["se.personnummer", "eu.vat", "other"])]
    value: str
    as_typed: str


class ContactPerson(TypedDict):
    """Somebody to speak to at an organisation."""

    id: UUID
    name: str
    role: str
    email: str
    phone: str


class Customer(TypedDict):
    """A customer, as every part of the chain sees it."""

    id: UUID
    account_number: Annotated[
        str | None,
        Field(
            description="Empty until headquarters has given it: sync_state is pending. Null where "
            "another company gave it."
        ),
    ]
    legal_entity: str
    party: UUID
    sync_state: SyncState
    type: CustomerType
    name: str
    first_name: str
    middle_name: str
    last_name: str
    title: str
    phonetic_name: str
    known_as: str
    customer_group: str
    currency: str
    language: str
    receipt_option: ReceiptOption
    receipt_email: str
    note: str
    affiliations: list[str]
    address_books: list[str]
    financial_dimensions: dict[str, str]
    contacts: list[Contact]
    addresses: list[Address]
    identifiers: list[Identifier]
    contact_persons: list[ContactPerson]
    consents: Annotated[
        dict[str, Consent], Field(description='By "{contact}/{purpose}"; missing is not asked.')
    ]
    attributes: Annotated[
        dict[str, Value],
        Field(description="By id of the attribute; decimals and date-times as text."),
    ]
    tax_exempt_number: str
    tax_group: str
    sales_tax_group: str
    tax_office: str
    prices_include_tax: bool
    price_group: str
    line_discount_group: str
    multiline_discount_group: str
    total_discount_group: str
    charge_group: str
    invoice_account: str
    credit_limit: Annotated[
        str | None, Field(description="In the customer's currency; null is no limit.")
    ]
    credit_limit_is_mandatory: bool
    credit_rating: str
    blocked: Literal["no", "invoices", "all"]
    on_account_allowed: bool
    is_non_chargeable: bool
    inherited: Annotated[
        dict[str, str], Field(description="Field, and where its value was inherited from.")
    ]
    default_customer: UUID | None
    origin: str
    created_at: datetime
    created_by: UUID | None
    store: str
    register: str
    merged_into: UUID | None
    version: Annotated[
        int, Field(description="Headquarters' version; 0 until its row has arrived here.")
    ]


class Matched(TypedDict):
    """The value that answers the search, as it is shown."""

    field: str
    value: str


class FoundCustomer(TypedDict):
    """A customer of a result list."""

    customer: Customer
    matched: Matched | None


class SearchResults(TypedDict):
    """Customers that answer a search, best first."""

    items: list[FoundCustomer]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]
    complete: Annotated[
        bool, Field(description="False when other stores were to be asked and could not be.")
    ]


class HistoryChange(TypedDict):
    """A value that an operation changed, or was to change."""

    unit: Annotated[str, Field(description="What is written whole: name, contact/{id}, …")]
    field: Annotated[str, Field(description="The field in it, or the unit's own name.")]
    item: Annotated[
        dict[str, Any] | None, Field(description="The contact, address, … that the unit is.")
    ]
    before: Annotated[Any, Field(description="Null when there was nothing.")]
    after: Annotated[Any, Field(description="Null when there is nothing.")]
    before_known: Annotated[
        bool, Field(description="False when this node cannot know what was there before.")
    ]
    written: Annotated[bool, Field(description="Whether the value became the customer's.")]
    assigned: Annotated[bool, Field(description="Given by headquarters, not by who asked.")]
    lost_to: Annotated[
        UUID | None, Field(description="The concurrent operation that won against this value.")
    ]


class HistoryEntry(TypedDict):
    """An operation on a customer: who, where, its three times, and the values before and after."""

    id: UUID
    kind: str
    what: Annotated[
        str,
        Field(
            description="created, edited, consent, corrected, retried, discarded, or of a merge: "
            "merged, absorbed, unmerged or released."
        ),
    ]
    fate: Annotated[
        str,
        Field(
            description="applied, merged (a part lost), lost, duplicate, pending, refused or "
            "discarded."
        ),
    ]
    at: datetime
    by: UUID
    by_kind: Annotated[str, Field(description="staff, token or system.")]
    by_name: str
    store: Annotated[str, Field(description="The store's number; empty at headquarters.")]
    store_name: str
    register: str
    register_name: str
    refers: Annotated[
        UUID | None,
        Field(description="The operation that this one corrects, has decided anew or closes."),
    ]
    state: str
    outcome: str
    reason: str
    said: Annotated[str, Field(description="What whoever asked gave as the reason.")]
    uploaded_at: datetime | None
    decided_at: datetime | None
    distributed_at: datetime | None
    erased: Annotated[bool, Field(description="Whether its values were erased on request.")]
    changes: list[HistoryChange]


class History(TypedDict):
    """What was asked of a customer, newest first: undecided first, then by decision."""

    items: list[HistoryEntry]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]
    complete: Annotated[
        bool, Field(description="False when headquarters was to be asked and could not be.")
    ]


class Register(TypedDict):
    """A till of a store."""

    number: str
    name: str


class Store(TypedDict):
    """A store, as far as a client needs it."""

    number: str
    name: str
    kind: str
    currency: str
    language: str
    time_zone: str
    registers: list[Register]


class Stores(TypedDict):
    """The stores that the token may see."""

    items: list[Store]


class CustomerGroup(TypedDict):
    """A group that customers are posted and priced by."""

    code: str
    name: str
    description: str
    payment_terms: str
    days_after_due: Annotated[int, Field(description="Days from the due date to payment.")]
    tax_group: str
    prices_include_tax: bool
    write_off_reason: str
    financial_dimensions: Annotated[
        dict[str, str], Field(description="Code of the dimension: code of its value.")
    ]


class CustomerGroups(TypedDict):
    """The customer groups of the chain."""

    items: list[CustomerGroup]


class Affiliation(TypedDict):
    """A grouping of customers, such as students or staff."""

    code: str
    name: str
    description: str
    price_groups: list[str]


class Affiliations(TypedDict):
    """The affiliations of the chain."""

    items: list[Affiliation]


class Node(TypedDict):
    """A node that headquarters admitted, and what it last said of itself."""

    id: UUID
    role: str
    name: str
    store: str
    further_stores: Annotated[
        list[str], Field(description="Numbers of the other stores that it serves.")
    ]
    register: str
    status: str
    version: str
    last_contact: datetime | None
    pending: int
    attention: int
    package: int


class Nodes(TypedDict):
    """The nodes of the chain."""

    items: list[Node]


class EnrolmentCode(TypedDict):
    """A code that admits one device, once."""

    code: str
    role: str
    store: str
    register: str
    valid_for_s: int


class FieldProblem(TypedDict):
    """One thing that is wrong: at a pointer into the body, or in a parameter."""

    pointer: NotRequired[str]
    parameter: NotRequired[str]
    code: str
    detail: str


class Problem(TypedDict):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    errors: NotRequired[list[FieldProblem]]
    reference: NotRequired[str]
