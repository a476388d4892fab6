"""The one table of what the customer form asks for, by section, in the order of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tillbook.customers.rules.validation import (
    ADDRESS_LIMITS,
    CONTACT_LIMITS,
    CONTACT_PERSON_LIMITS,
    IDENTIFIER_LIMITS,
    LIMITS,
)


class Kind(StrEnum):
    """How a field is entered."""

    TEXT = "text"
    EMAIL = "email"
    LINES = "lines"
    CHOICE = "choice"
    SET = "set"
    SWITCH = "switch"
    AMOUNT = "amount"


class Section(StrEnum):
    """The sections of the form and of the customer's page, in their order."""

    NAME = "name"
    CONTACTS = "contacts"
    ADDRESSES = "addresses"
    ATTRIBUTES = "attributes"
    GROUP = "group"
    RECEIPTS = "receipts"
    IDENTIFIERS = "identifiers"
    TERMS = "terms"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A field of the customer's own row."""

    name: str
    section: Section
    kind: Kind = Kind.TEXT

    @property
    def limit(self) -> int:
        """The longest text, in characters; 0 where the rules set none."""
        return LIMITS.get(self.name, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list of the document whose items have fields of their own."""

    #: What the names of its controls begin with.
    prefix: str
    list_name: str
    section: Section
    #: Field -> its longest text.
    limits: Mapping[str, int]
    #: Fields that are carried along unseen.
    carried: tuple[str, ...]
    #: Fields that make an item worth keeping.
    content: frozenset[str]


def _entered(limits: Mapping[str, int]) -> dict[str, int]:
    """Leave out the typed text: it is what the value is typed as."""
    return {name: limit for name, limit in limits.items() if name != "as_typed"}


def _specs(section: Section, **kinds: Kind) -> tuple[Spec, ...]:
    return tuple(Spec(name=name, section=section, kind=kind) for name, kind in kinds.items())


FIELDS = (
    *_specs(
        Section.NAME,
        type=Kind.CHOICE,
        name=Kind.TEXT,
        title=Kind.TEXT,
        first_name=Kind.TEXT,
        middle_name=Kind.TEXT,
        last_name=Kind.TEXT,
        known_as=Kind.TEXT,
        phonetic_name=Kind.TEXT,
    ),
    *_specs(
        Section.GROUP, customer_group=Kind.CHOICE, affiliations=Kind.SET, address_books=Kind.SET
    ),
    *_specs(
        Section.RECEIPTS,
        receipt_option=Kind.CHOICE,
        receipt_email=Kind.EMAIL,
        language=Kind.CHOICE,
        currency=Kind.CHOICE,
    ),
    *_specs(
        Section.TERMS,
        tax_exempt_number=Kind.TEXT,
        tax_group=Kind.TEXT,
        sales_tax_group=Kind.TEXT,
        tax_office=Kind.TEXT,
        price_group=Kind.TEXT,
        charge_group=Kind.TEXT,
        line_discount_group=Kind.TEXT,
        multiline_discount_group=Kind.TEXT,
        total_discount_group=Kind.TEXT,
        invoice_account=Kind.TEXT,
        credit_limit=Kind.AMOUNT,
        credit_rating=Kind.TEXT,
        blocked=Kind.CHOICE,
        prices_include_tax=Kind.SWITCH,
        credit_limit_is_mandatory=Kind.SWITCH,
        on_account_allowed=Kind.SWITCH,
        is_non_chargeable=Kind.SWITCH,
    ),
    *_specs(Section.NOTE, note=Kind.LINES),
)
BY_NAME = {spec.name: spec for spec in FIELDS}
#: The parts of a person's name that the full name is taken apart into.
NAME_PARTS = ("first_name", "middle_name", "last_name")

CONTACT = Part(
    prefix="contact",
    list_name="contacts",
    section=Section.CONTACTS,
    limits=_entered(CONTACT_LIMITS),
    carried=("id", "kind", "is_mobile"),
    content=frozenset({"value"}),
)
ADDRESS = Part(
    prefix="address",
    list_name="addresses",
    section=Section.ADDRESSES,
    limits=ADDRESS_LIMITS,
    carried=("id", "is_active"),
    content=frozenset(ADDRESS_LIMITS) - {"purpose", "country"},
)
IDENTIFIER = Part(
    prefix="identifier",
    list_name="identifiers",
    section=Section.IDENTIFIERS,
    limits=_entered(IDENTIFIER_LIMITS),
    carried=("id",),
    content=frozenset({"value"}),
)
CONTACT_PERSON = Part(
    prefix="contact_person",
    list_name="contact_persons",
    section=Section.NAME,
    limits=CONTACT_PERSON_LIMITS,
    carried=("id",),
    content=frozenset({"name", "email", "phone"}),
)
PARTS = (CONTACT, ADDRESS, IDENTIFIER, CONTACT_PERSON)
CONTACT_KINDS = ("phone", "email", "url")
#: What stays on a new customer's form without unfolding anything.
SHORT = (Section.NAME, Section.CONTACTS)


def of(section: Section) -> tuple[Spec, ...]:
    """Return the fields of a section."""
    return tuple(spec for spec in FIELDS if spec.section is section)
