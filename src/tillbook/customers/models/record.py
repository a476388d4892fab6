"""Customers and what belongs to them. The document in `document.py` is their one serialisation."""

from django.db import models


class Customer(models.Model):
    """A person or an organisation that a legal entity knows."""

    PERSONAL = frozenset(
        """account_number name first_name middle_name last_name title phonetic_name known_as
        receipt_email note tax_exempt_number invoice_account credit_limit credit_rating""".split()
    )
    NOT_PERSONAL = frozenset(
        """id legal_entity party type customer_group currency language receipt_option
        tax_group sales_tax_group tax_office prices_include_tax
        price_group line_discount_group multiline_discount_group total_discount_group charge_group
        credit_limit_is_mandatory blocked on_account_allowed is_non_chargeable
        financial_dimensions inherited default_customer origin created_at created_by store
        register merged_into""".split()
    )

    class Blocked(models.TextChoices):
        """What the customer may no longer be used for."""

        NO = "no"
        INVOICES = "invoices"
        ALL = "all"

    id = models.UUIDField(primary_key=True)
    #: Empty until headquarters has decided. Unique in `AccountNumber`, never here: no business
    #: key may stop a replicated write.
    account_number = models.CharField(max_length=32, default="", db_index=True)
    legal_entity = models.CharField(max_length=16)
    #: The same person in another legal entity is a second customer with the same party.
    party = models.UUIDField()
    type = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    first_name = models.CharField(max_length=100, default="")
    middle_name = models.CharField(max_length=100, default="")
    last_name = models.CharField(max_length=100, default="")
    #: How the person is addressed, such as "Dr".
    title = models.CharField(max_length=50, default="")
    #: How the name is read aloud, or written in Latin letters.
    phonetic_name = models.CharField(max_length=200, default="")
    known_as = models.CharField(max_length=100, default="")
    customer_group = models.CharField(max_length=50, default="")
    currency = models.CharField(max_length=3, default="")
    language = models.CharField(max_length=35, default="")
    receipt_option = models.CharField(max_length=16, default="standard")
    receipt_email = models.CharField(max_length=254, default="")
    note = models.CharField(max_length=4000, default="")
    tax_exempt_number = models.CharField(max_length=50, default="")
    tax_group = models.CharField(max_length=50, default="")
    sales_tax_group = models.CharField(max_length=50, default="")
    tax_office = models.CharField(max_length=100, default="")
    prices_include_tax = models.BooleanField(default=False)
    price_group = models.CharField(max_length=50, default="")
    line_discount_group = models.CharField(max_length=50, default="")
    multiline_discount_group = models.CharField(max_length=50, default="")
    total_discount_group = models.CharField(max_length=50, default="")
    charge_group = models.CharField(max_length=50, default="")
    #: Account number of who pays; empty is the customer itself.
    invoice_account = models.CharField(max_length=32, default="")
    #: In the customer's currency; None is no limit.
    credit_limit = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    credit_limit_is_mandatory = models.BooleanField(default=False)
    credit_rating = models.CharField(max_length=50, default="")
    blocked = models.CharField(max_length=16, choices=Blocked.choices, default=Blocked.NO)
    on_account_allowed = models.BooleanField(default=False)
    is_non_chargeable = models.BooleanField(default=False)
    financial_dimensions = models.JSONField(default=dict)
    #: field -> where its value was inherited from.
    inherited = models.JSONField(default=dict)
    default_customer = models.UUIDField(null=True)
    origin = models.CharField(max_length=16, default="sync")
    created_at = models.CharField(max_length=32)
    created_by = models.UUIDField(null=True)
    #: Numbers of the store and the register where it was made.
    store = models.CharField(max_length=16, default="")
    register = models.CharField(max_length=16, default="")
    #: The customer that this one became a part of; headquarters alone writes it.
    merged_into = models.UUIDField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customers_merged_away",
            )
        ]

    def __str__(self) -> str:
        return self.account_number or str(self.id)


class Contact(models.Model):
    """An email address, a phone number or a web address of a customer.

    A contact is its value: another value is another contact, so that no consent moves with it.
    """

    PERSONAL = frozenset({"value", "as_typed", "extension", "label", "extra"})
    NOT_PERSONAL = frozenset({"id", "customer", "kind", "is_primary", "is_mobile"})

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", db_constraint=False
    )
    kind = models.CharField(max_length=8)
    #: Normal form: E.164, or the address with its domain in small letters.
    value = models.CharField(max_length=254)
    as_typed = models.CharField(max_length=254, default="")
    #: Of a phone: what is dialled once the number answers.
    extension = models.CharField(max_length=20, default="")
    label = models.CharField(max_length=60, default="")
    is_primary = models.BooleanField(default=False)
    is_mobile = models.BooleanField(default=False)
    #: What a newer release wrote here.
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class Address(models.Model):
    """A postal address of a customer."""

    PERSONAL = frozenset(
        """name attention phone street street_number building post_box city district county state
        postal_code extra""".split()
    )
    NOT_PERSONAL = frozenset(
        {"id", "customer", "purpose", "country", "is_primary", "is_active", "created_at"}
    )

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="addresses", db_constraint=False
    )
    purpose = models.CharField(max_length=50, default="home")
    name = models.CharField(max_length=200, default="")
    attention = models.CharField(max_length=200, default="")
    phone = models.CharField(max_length=60, default="")
    street = models.CharField(max_length=250, default="")
    street_number = models.CharField(max_length=30, default="")
    building = models.CharField(max_length=100, default="")
    post_box = models.CharField(max_length=60, default="")
    city = models.CharField(max_length=100, default="")
    district = models.CharField(max_length=100, default="")
    county = models.CharField(max_length=100, default="")
    state = models.CharField(max_length=100, default="")
    postal_code = models.CharField(max_length=20, default="")
    country = models.CharField(max_length=2, default="")
    is_primary = models.BooleanField(default=False)
    #: A retired address stays for what refers to it.
    is_active = models.BooleanField(default=True)
    created_at = models.CharField(max_length=32, default="")
    #: What a newer release wrote here.
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class CustomerAffiliation(models.Model):
    """A customer belongs to a grouping."""

    PERSONAL = frozenset({"affiliation"})
    NOT_PERSONAL = frozenset({"id", "customer"})

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="affiliations", db_constraint=False
    )
    affiliation = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.affiliation


class CustomerAddressBook(models.Model):
    """A customer stands in an address book."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "customer", "address_book"})

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="address_books", db_constraint=False
    )
    address_book = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.address_book


class Identifier(models.Model):
    """A number that an authority gave to the customer."""

    PERSONAL = frozenset({"value", "as_typed", "extra"})
    NOT_PERSONAL = frozenset({"id", "customer", "scheme"})

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="identifiers", db_constraint=False
    )
    #: Such as "se.personnummer"; "other" has no check digits.
    scheme = models.CharField(max_length=50)
    #: Without the spaces and hyphens that people write.
    value = models.CharField(max_length=60)
    as_typed = models.CharField(max_length=60, default="")
    #: What a newer release wrote here.
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class ContactPerson(models.Model):
    """Somebody to speak to at an organisation."""

    PERSONAL = frozenset({"name", "role", "email", "phone", "extra"})
    NOT_PERSONAL = frozenset({"id", "customer"})

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_persons", db_constraint=False
    )
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=100, default="")
    email = models.CharField(max_length=254, default="")
    phone = models.CharField(max_length=60, default="")
    #: What a newer release wrote here.
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.id)


class CustomerAttribute(models.Model):
    """The value of an attribute; headquarters says which attributes there are."""

    PERSONAL = frozenset({"value"})
    NOT_PERSONAL = frozenset({"id", "customer", "attribute"})

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="attributes", db_constraint=False
    )
    #: Id of the attribute, which may not have arrived here.
    attribute = models.UUIDField(db_index=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return str(self.attribute)


class Consent(models.Model):
    """What the customer answered for one contact and one purpose; without a row nobody has asked."""

    PERSONAL = frozenset({"answer", "at", "extra"})
    NOT_PERSONAL = frozenset(
        {"id", "customer", "key", "wording", "language", "source", "by", "store", "register"}
    )

    class Answer(models.TextChoices):
        """The three answers; from left to right they permit less."""

        YES = "yes"
        NOT_ASKED = "not_asked"
        NO = "no"

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="consents", db_constraint=False
    )
    #: "{contact id}/{purpose}".
    key = models.CharField(max_length=90)
    answer = models.CharField(max_length=16, choices=Answer.choices)
    #: Version and language of the words that were read aloud or shown.
    wording = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=35, default="")
    #: spoken | form | api | shop | import.
    source = models.CharField(max_length=16, default="")
    at = models.CharField(max_length=32)
    by = models.UUIDField(null=True)
    store = models.CharField(max_length=16, default="")
    register = models.CharField(max_length=16, default="")
    #: What a newer release wrote here.
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.answer
