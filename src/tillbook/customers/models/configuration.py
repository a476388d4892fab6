"""What headquarters configures about customers. Customers name these rows by their code."""

from django.db import models


class Coded(models.Model):
    """A row of configuration that other documents name by its code."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "code", "name"})

    id = models.UUIDField(primary_key=True)
    #: Stands in documents; never changes.
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CustomerGroup(Coded):
    """A group that customers are posted and priced by; its dimensions go to new customers."""

    NOT_PERSONAL = frozenset(
        """description payment_terms days_after_due tax_group prices_include_tax write_off_reason
        financial_dimensions""".split()
    )

    description = models.CharField(max_length=250, default="")
    payment_terms = models.CharField(max_length=50, default="")
    #: Days between the due date of an invoice and the date of payment that is counted on.
    days_after_due = models.PositiveIntegerField(default=0)
    tax_group = models.CharField(max_length=50, default="")
    prices_include_tax = models.BooleanField(default=False)
    write_off_reason = models.CharField(max_length=50, default="")
    #: Code of the dimension -> code of its value.
    financial_dimensions = models.JSONField(default=dict)


class Affiliation(Coded):
    """A grouping of customers, such as students or staff, with the price groups that it opens."""

    NOT_PERSONAL = frozenset({"description", "price_groups"})

    description = models.CharField(max_length=250, default="")
    price_groups = models.JSONField(default=list)


class FinancialDimension(Coded):
    """A dimension that accounts are kept by, with the values that it takes."""

    NOT_PERSONAL = frozenset({"values"})

    #: [{"code", "name"}].
    values = models.JSONField(default=list)


class AddressBook(Coded):
    """A set of customers; a store finds the customers of its own book first."""


class AddressPurpose(Coded):
    """What an address is for, such as home."""

    NOT_PERSONAL = frozenset({"names", "default_for", "position"})

    #: Language -> name, where it differs from `name`.
    names = models.JSONField(default=dict)
    #: The type of customer whose new addresses start with it; empty for none.
    default_for = models.CharField(max_length=16, default="")
    position = models.PositiveIntegerField(default=0)

    class Meta(Coded.Meta):
        ordering = ["position", "code"]


class CommerceParameters(models.Model):
    """What the chain says about customers, and what a store says instead. Ids: `parameters.py`."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id store customer_attribute_group attribute_groups_by search_criteria required_fields
        retention duplicates remote_search_length copies_unasked""".split()
    )

    id = models.UUIDField(primary_key=True)
    #: The store that says it; None for the chain.
    store = models.UUIDField(null=True)
    #: Id of the group whose attributes stand on customers; None for none, at a store the chain's.
    customer_attribute_group = models.UUIDField(null=True)
    #: Further groups: {"customer_type" | "customer_group" | "store": {value: id of a group}}.
    attribute_groups_by = models.JSONField(default=dict)
    #: [{"code", "is_shown", "translations": {language: word}}] in order; empty for the usual ones.
    search_criteria = models.JSONField(default=list)
    #: Type of customer -> what tills ask for; None at a store follows the chain.
    required_fields = models.JSONField(null=True, default=None)
    #: What is kept -> months. What is not named has no period.
    retention = models.JSONField(default=dict)
    #: "phone" and "email" -> free, warn or block; what a store does not name follows the chain.
    duplicates = models.JSONField(default=dict)
    #: How many characters a search in all stores asks for; half as many of Chinese. The chain's.
    remote_search_length = models.PositiveSmallIntegerField(default=2)
    #: Whether who opens a customer of another company has them created in the own one without being
    #: asked. The chain's.
    copies_unasked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.store or "")


class ConsentPurpose(Coded):
    """What customers are asked to agree to, with the words that are read to them."""

    NOT_PERSONAL = frozenset({"names", "wordings"})

    #: Language -> name, where it differs from `name`.
    names = models.JSONField(default=dict)
    #: [{"version", "texts": {language: text}}], oldest first; the last one is read to people.
    wordings = models.JSONField(default=list)
