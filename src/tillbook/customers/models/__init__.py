"""The tables of customers."""

from tillbook.customers.models.configuration import (
    AddressBook,
    AddressPurpose,
    Affiliation,
    CommerceParameters,
    ConsentPurpose,
    CustomerGroup,
    FinancialDimension,
)
from tillbook.customers.models.derived import (
    AccountNumber,
    ConsentEntry,
    IndexRenewal,
    NameWord,
    SearchEntry,
    StoreDefaults,
)
from tillbook.customers.models.merging import CustomerMerge, DuplicatePair, PairSearch
from tillbook.customers.models.record import (
    Address,
    Consent,
    Contact,
    ContactPerson,
    Customer,
    CustomerAddressBook,
    CustomerAffiliation,
    CustomerAttribute,
    Identifier,
)

__all__ = [
    "AccountNumber",
    "Address",
    "AddressBook",
    "AddressPurpose",
    "Affiliation",
    "CommerceParameters",
    "Consent",
    "ConsentEntry",
    "ConsentPurpose",
    "Contact",
    "ContactPerson",
    "Customer",
    "CustomerAddressBook",
    "CustomerAffiliation",
    "CustomerAttribute",
    "CustomerGroup",
    "CustomerMerge",
    "DuplicatePair",
    "FinancialDimension",
    "Identifier",
    "IndexRenewal",
    "NameWord",
    "PairSearch",
    "SearchEntry",
    "StoreDefaults",
]
