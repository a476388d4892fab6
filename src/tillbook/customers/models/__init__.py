"""The tables of customers."""

from tillbook.customers.models.configuration import (
    AddressBook,
    AddressPurpose,
    Affiliation,
    ConsentPurpose,
    CustomerGroup,
    FinancialDimension,
)
from tillbook.customers.models.derived import (
    AccountNumber,
    ConsentEntry,
    SearchEntry,
    StoreDefaults,
)
from tillbook.customers.models.record import (
    Address,
    Consent,
    Contact,
    ContactPerson,
    Customer,
    CustomerAddressBook,
    CustomerAffiliation,
    Identifier,
)

__all__ = [
    "AccountNumber",
    "Address",
    "AddressBook",
    "AddressPurpose",
    "Affiliation",
    "Consent",
    "ConsentEntry",
    "ConsentPurpose",
    "Contact",
    "ContactPerson",
    "Customer",
    "CustomerAddressBook",
    "CustomerAffiliation",
    "CustomerGroup",
    "FinancialDimension",
    "Identifier",
    "SearchEntry",
    "StoreDefaults",
]
