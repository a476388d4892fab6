"""Customers and what belongs to them. The document in `replicated.py` is their one serialisation."""

from django.db import models


class Customer(models.Model):
    """A person or an organisation that a legal entity knows."""

    PERSONAL = frozenset(
        {"account_number", "name", "first_name", "middle_name", "last_name", "receipt_email"}
    )
    NOT_PERSONAL = frozenset(
        """id legal_entity party type customer_group currency language receipt_option
        financial_dimensions inherited default_customer origin created_at created_by store
        register""".split()
    )

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
    customer_group = models.CharField(max_length=50, default="")
    currency = models.CharField(max_length=3, default="")
    language = models.CharField(max_length=35, default="")
    receipt_option = models.CharField(max_length=16, default="standard")
    receipt_email = models.CharField(max_length=254, default="")
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

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.account_number or str(self.id)


class Contact(models.Model):
    """An email address, a phone number or a web address of a customer."""

    PERSONAL = frozenset({"value", "as_typed", "label", "extra"})
    NOT_PERSONAL = frozenset({"id", "customer", "kind", "is_primary", "is_mobile"})

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", db_constraint=False
    )
    kind = models.CharField(max_length=8)
    #: Normal form: E.164, or the address with its domain in small letters.
    value = models.CharField(max_length=254)
    as_typed = models.CharField(max_length=254, default="")
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
        """name phone street street_number building post_box city district county state
        postal_code extra""".split()
    )
    NOT_PERSONAL = frozenset({"id", "customer", "purpose", "country", "is_primary", "is_active"})

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="addresses", db_constraint=False
    )
    purpose = models.CharField(max_length=50, default="home")
    name = models.CharField(max_length=200, default="")
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
    is_active = models.BooleanField(default=True)
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


class CustomerGroup(models.Model):
    """A group that customers are posted and priced by; its dimensions go to new customers."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "code", "name", "financial_dimensions"})

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=80)
    financial_dimensions = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """A grouping of customers, such as students or staff."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "code", "name"})

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class StoreDefaults(models.Model):
    """What a store gives its new customers, resolved at headquarters.

    A register without customer rows still has it.
    """

    PERSONAL = frozenset({"given"})
    NOT_PERSONAL = frozenset({"id", "store", "sources"})

    id = models.UUIDField(primary_key=True)
    store = models.UUIDField(unique=True)
    given = models.JSONField(default=dict)
    #: field -> where the value comes from.
    sources = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.store)


class AccountNumber(models.Model):
    """A number that headquarters gave to a customer, once and for ever."""

    PERSONAL = frozenset({"number"})
    NOT_PERSONAL = frozenset({"customer"})

    number = models.CharField(primary_key=True, max_length=32)
    customer = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.number


class SearchEntry(models.Model):
    """A customer in the search index; a newer write has a larger id."""

    PERSONAL = frozenset({"tokens"})
    NOT_PERSONAL = frozenset({"id", "customer"})

    customer = models.UUIDField(unique=True)
    #: On PostgreSQL the tokens themselves; SQLite keeps them in its full-text table.
    tokens = models.TextField(default="")

    def __str__(self) -> str:
        return str(self.customer)
