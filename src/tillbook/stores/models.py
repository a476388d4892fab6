"""The places of the chain. References between them are plain ids: rows arrive in any order."""

from django.db import models


class LegalEntity(models.Model):
    """A company of the chain. A customer belongs to one."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "code", "name", "country", "currency", "language", "customer_group"}
    )

    id = models.UUIDField(primary_key=True)
    #: Stands in customer documents; never changes.
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=16)
    #: What a store without a default customer gives its new customers.
    customer_group = models.CharField(max_length=50, default="")

    def __str__(self) -> str:
        return self.name


class OperatingUnit(models.Model):
    """The organisational side of a store; its primary address gives new addresses their country."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "number", "name", "street", "postal_code", "city", "country"})

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    street = models.CharField(max_length=250, default="")
    postal_code = models.CharField(max_length=20, default="")
    city = models.CharField(max_length=100, default="")
    country = models.CharField(max_length=2, default="")

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """A place where customers are met."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id number name kind legal_entity operating_unit default_customer currency language
        time_zone copy_receipt_email""".split()
    )

    class Kind(models.TextChoices):
        """What kind of channel it is."""

        STORE = "store"
        ONLINE_STORE = "online_store"
        CALL_CENTRE = "call_centre"

    id = models.UUIDField(primary_key=True)
    #: Stands in customer documents; never changes.
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.STORE)
    legal_entity = models.UUIDField()
    operating_unit = models.UUIDField()
    #: A customer's id; `customers` knows what it means.
    default_customer = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=16)
    time_zone = models.CharField(max_length=40, default="UTC")
    copy_receipt_email = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Register(models.Model):
    """A till of a store."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "number", "name", "store"})

    id = models.UUIDField(primary_key=True)
    #: Unique in the chain, such as "1-2": store 1, till 2.
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    store = models.UUIDField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class NumberSequence(models.Model):
    """A series that headquarters alone draws from; a number drawn is never drawn again."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"name", "next"})

    name = models.CharField(primary_key=True, max_length=32)
    next = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
