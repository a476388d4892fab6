"""The shapes of requests. They check names and types only.

What a value must be is law, and the law lives with the capabilities, whose codes and pointers
reach the client unchanged.
"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    WithJsonSchema,
)

from tillbook.customers.rules.consents import ANSWERS, MARKETING, NOT_ASKED
from tillbook.customers.rules.validation import (
    ADDRESS_LIMITS,
    BLOCKED,
    CONTACT_KINDS,
    CONTACT_LIMITS,
    CONTACT_PERSON_LIMITS,
    IDENTIFIER_LIMITS,
    LIMITS,
    RECEIPT_OPTIONS,
    TYPES,
)

#: Numbers and codes of configuration: short, and nothing that is not printed.
Code = Annotated[
    str, StringConstraints(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")
]


def _text(limit: int, **more: Any) -> Any:
    return WithJsonSchema({"type": "string", "maxLength": limit, **more})


def _one_of(values: tuple[str, ...]) -> Any:
    return WithJsonSchema({"type": "string", "enum": list(values)})


Name = Annotated[str, _text(LIMITS["name"])]
NamePart = Annotated[str, _text(LIMITS["first_name"])]
Group = Annotated[str, _text(LIMITS["customer_group"])]
Currency = Annotated[str, _text(LIMITS["currency"], examples=["SEK"])]
Language = Annotated[str, _text(LIMITS["language"], examples=["sv"])]
Email = Annotated[str, _text(LIMITS["receipt_email"])]
CustomerType = Annotated[str, _one_of(TYPES)]
ReceiptOption = Annotated[str, _one_of(RECEIPT_OPTIONS)]
ContactKind = Annotated[str, _one_of(CONTACT_KINDS)]
Blocked = Annotated[str, _one_of(BLOCKED)]
Title = Annotated[str, _text(LIMITS["title"])]
PhoneticName = Annotated[str, _text(LIMITS["phonetic_name"])]
KnownAs = Annotated[str, _text(LIMITS["known_as"])]
Note = Annotated[str, _text(LIMITS["note"])]
TaxGroup = Annotated[str, _text(LIMITS["tax_group"])]
TaxOffice = Annotated[str, _text(LIMITS["tax_office"])]
TaxExemptNumber = Annotated[str, _text(LIMITS["tax_exempt_number"])]
PriceGroup = Annotated[str, _text(LIMITS["price_group"])]
AccountNumber = Annotated[str, _text(LIMITS["invoice_account"])]
CreditRating = Annotated[str, _text(LIMITS["credit_rating"])]
Amount = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["1000.50"],
            "description": "In the customer's currency, as people write it; null is no limit.",
        }
    ),
]


ConsentAnswer = Annotated[str, _one_of(ANSWERS)]


class Strict(BaseModel):
    """A request in which every name is known: a misspelt field is told, never dropped."""

    model_config = ConfigDict(extra="forbid")


AttributeValues = Annotated[
    dict[Code, StrictBool | StrictInt | StrictFloat | StrictStr | None],
    Field(description="By id or code of the attribute; null for none."),
]


class NewContact(Strict):
    """An email address, a telephone number or a web address."""

    kind: ContactKind
    value: Annotated[
        str,
        _text(
            CONTACT_LIMITS["value"],
            description="As typed; a national telephone number is read by the store's country.",
        ),
    ]
    extension: Annotated[str, _text(CONTACT_LIMITS["extension"])] | None = None
    label: Annotated[str, _text(CONTACT_LIMITS["label"])] | None = None
    is_primary: StrictBool | None = None
    is_mobile: Annotated[
        StrictBool | None, Field(description="Read from the number where it is left out.")
    ] = None
    marketing: Annotated[
        ConsentAnswer | None,
        Field(description="The answer for the purpose `marketing`; never moves to another value."),
    ] = None
    accept_as_typed: Annotated[
        StrictBool | None,
        Field(
            description="Keep a telephone number that cannot be read as it was typed. "
            "Nobody can agree to be reached there."
        ),
    ] = None


class ChangedContact(NewContact):
    """A contact in a change: with the id of the one it replaces, or new without one."""

    id: UUID | None = None
    as_typed: (
        Annotated[
            str, _text(CONTACT_LIMITS["as_typed"], description="Kept while the value is unchanged.")
        ]
        | None
    ) = None


def _address(name: str) -> Any:
    return _text(ADDRESS_LIMITS[name])


class NewAddress(Strict):
    """A postal address; the country is the store's own unless given."""

    purpose: Annotated[str, _address("purpose")] | None = None
    name: Annotated[str, _address("name")] | None = None
    attention: Annotated[str, _address("attention")] | None = None
    phone: Annotated[str, _address("phone")] | None = None
    street: Annotated[str, _address("street")] | None = None
    street_number: Annotated[str, _address("street_number")] | None = None
    building: Annotated[str, _address("building")] | None = None
    post_box: Annotated[str, _address("post_box")] | None = None
    city: Annotated[str, _address("city")] | None = None
    district: Annotated[str, _address("district")] | None = None
    county: Annotated[str, _address("county")] | None = None
    state: Annotated[str, _address("state")] | None = None
    postal_code: Annotated[str, _address("postal_code")] | None = None
    country: Annotated[str, _text(2, description="ISO 3166-1, two letters.")] | None = None
    is_primary: StrictBool | None = None
    is_active: StrictBool | None = None


class ChangedAddress(NewAddress):
    """An address in a change: with the id of the one it replaces, or new without one."""

    id: UUID | None = None
    created_at: Annotated[str | None, Field(description="As read; it never changes.")] = None


class EnteredConsent(BaseModel):
    """An answer in a change; what else was read beside it is written by Tillbook."""

    answer: ConsentAnswer
    language: Annotated[
        str,
        _text(LIMITS["language"], description="Of the words that were read; else the customer's."),
    ] = ""


class NewIdentifier(Strict):
    """A number that an authority gave; its check digits must be right."""

    scheme: Annotated[
        str,
        _text(
            IDENTIFIER_LIMITS["scheme"],
            examples=["se.personnummer", "se.orgnr", "eu.vat", "other"],
            description="A module of python-stdnum, or other, which is not checked.",
        ),
    ]
    value: Annotated[str, _text(IDENTIFIER_LIMITS["value"], description="As typed.")]


class ChangedIdentifier(NewIdentifier):
    """An identifier in a change: with the id of the one it replaces, or new without one."""

    id: UUID | None = None
    as_typed: (
        Annotated[
            str,
            _text(IDENTIFIER_LIMITS["as_typed"], description="Kept while the value is unchanged."),
        ]
        | None
    ) = None


class NewContactPerson(Strict):
    """Somebody to speak to at an organization."""

    name: Annotated[str, _text(CONTACT_PERSON_LIMITS["name"])]
    role: Annotated[str, _text(CONTACT_PERSON_LIMITS["role"])] | None = None
    email: Annotated[str, _text(CONTACT_PERSON_LIMITS["email"])] | None = None
    phone: Annotated[str, _text(CONTACT_PERSON_LIMITS["phone"])] | None = None


class ChangedContactPerson(NewContactPerson):
    """A contact person in a change: with the id of the one it replaces, or new without one."""

    id: UUID | None = None


class Terms(Strict):
    """Tax, prices and credit, in a new customer and in a change alike."""

    tax_exempt_number: TaxExemptNumber | None = None
    tax_group: TaxGroup | None = None
    sales_tax_group: TaxGroup | None = None
    tax_office: TaxOffice | None = None
    prices_include_tax: StrictBool = False
    price_group: PriceGroup | None = None
    line_discount_group: PriceGroup | None = None
    multiline_discount_group: PriceGroup | None = None
    total_discount_group: PriceGroup | None = None
    charge_group: PriceGroup | None = None
    invoice_account: Annotated[
        AccountNumber | None, Field(description="Who pays; empty is the customer itself.")
    ] = None
    credit_limit: Amount | None = None
    credit_limit_is_mandatory: StrictBool = False
    credit_rating: CreditRating | None = None
    blocked: Blocked = "no"
    on_account_allowed: StrictBool = False
    is_non_chargeable: StrictBool = False


class NewCustomer(Terms):
    """A customer to create. A name is needed; what is left out comes from the store."""

    name: Name | None = None
    first_name: NamePart | None = None
    middle_name: NamePart | None = None
    last_name: NamePart | None = None
    title: Title | None = None
    phonetic_name: PhoneticName | None = None
    known_as: KnownAs | None = None
    type: CustomerType | None = None
    customer_group: Group | None = None
    currency: Currency | None = None
    language: Language | None = None
    receipt_option: ReceiptOption | None = None
    receipt_email: Email | None = None
    note: Note | None = None
    contacts: list[NewContact] | None = None
    addresses: list[NewAddress] | None = None
    identifiers: list[NewIdentifier] | None = None
    contact_persons: list[NewContactPerson] | None = None
    affiliations: list[Code] | None = None
    address_books: list[Code] | None = None
    attributes: AttributeValues | None = None
    store: Annotated[
        Code | None,
        Field(description="The store's number; needed with a token of headquarters."),
    ] = None


class WantedCopy(Strict):
    """Where a customer of another company is to be a customer as well."""

    store: Annotated[
        Code | None,
        Field(description="The store's number; needed with a token of headquarters."),
    ] = None


class ChangedCustomer(Terms):
    """A JSON merge patch (RFC 7396): null empties a field, a list is given whole."""

    name: Name | None = None
    first_name: NamePart | None = None
    middle_name: NamePart | None = None
    last_name: NamePart | None = None
    title: Title | None = None
    phonetic_name: PhoneticName | None = None
    known_as: KnownAs | None = None
    type: CustomerType = ""
    customer_group: Group | None = None
    currency: Currency = ""
    language: Language = ""
    receipt_option: ReceiptOption = ""
    receipt_email: Email | None = None
    note: Note | None = None
    contacts: list[ChangedContact] | None = None
    addresses: Annotated[
        list[ChangedAddress] | None,
        Field(description="One that is left out is retired: it stays, with is_active false."),
    ] = None
    identifiers: list[ChangedIdentifier] | None = None
    contact_persons: list[ChangedContactPerson] | None = None
    affiliations: list[Code] | None = None
    address_books: list[Code] | None = None
    attributes: Annotated[
        AttributeValues | None, Field(description="What is left out keeps its value.")
    ] = None
    consents: Annotated[
        dict[str, EnteredConsent],
        Field(
            default_factory=dict,
            description='By "{contact}/{purpose}"; one that is left out, or does not differ, '
            "keeps its proof.",
        ),
    ]


class PatchedContact(Strict):
    """A JSON merge patch of one contact: null empties a field."""

    value: str = ""
    extension: Annotated[str, _text(CONTACT_LIMITS["extension"])] | None = None
    label: Annotated[str, _text(CONTACT_LIMITS["label"])] | None = None
    is_primary: StrictBool = False
    is_mobile: StrictBool = False
    marketing: ConsentAnswer = NOT_ASKED
    accept_as_typed: StrictBool = False


class PatchedAddress(NewAddress):
    """A JSON merge patch of one address: null empties a field."""

    is_primary: StrictBool = False
    is_active: StrictBool = True


class WantedConsent(Strict):
    """One answer of a customer, for one contact and one purpose."""

    contact: UUID
    purpose: Code = MARKETING
    answer: ConsentAnswer
    language: Annotated[
        str,
        _text(LIMITS["language"], description="Of the words that were read; else the customer's."),
    ] = ""
