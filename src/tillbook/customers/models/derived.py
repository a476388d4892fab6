"""What headquarters and the nodes work out from customers: defaults, numbers, the search index."""

from django.db import models


class StoreDefaults(models.Model):
    """What a store gives its new customers, resolved at headquarters.

    A register without customer rows still has it.
    """

    PERSONAL = frozenset({"given", "giver"})
    NOT_PERSONAL = frozenset({"id", "store", "sources", "purposes", "dimensions_of", "group_name"})

    id = models.UUIDField(primary_key=True)
    store = models.UUIDField(unique=True)
    given = models.JSONField(default=dict)
    #: field -> where the value comes from.
    sources = models.JSONField(default=dict)
    #: Type of customer -> purpose of its new addresses.
    purposes = models.JSONField(default=dict)
    #: Customer group -> its dimensions, where they follow the group that is picked; else None.
    dimensions_of = models.JSONField(null=True)
    #: Account number of the default customer.
    giver = models.CharField(max_length=32, default="")
    #: Name of the customer group that is given.
    group_name = models.CharField(max_length=80, default="")

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

    PERSONAL = frozenset({"tokens", "summary"})
    NOT_PERSONAL = frozenset({"id", "customer"})

    customer = models.UUIDField(unique=True)
    #: A tsvector on PostgreSQL; SQLite keeps the tokens in its full-text table.
    tokens = models.TextField(default="")
    #: What a search ranks the customer by, as JSON; empty as long as an older release wrote it.
    summary = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return str(self.customer)


class NameWord(models.Model):
    """A word of which a name here consists, with the neighbours by which a slip finds it."""

    PERSONAL = frozenset({"word", "neighbours"})
    NOT_PERSONAL = frozenset({"id"})

    word = models.CharField(max_length=40, unique=True)
    #: A tsvector on PostgreSQL; SQLite keeps the neighbours in a full-text table.
    neighbours = models.TextField(default="")

    def __str__(self) -> str:
        return self.word


class IndexRenewal(models.Model):
    """How far the search index has been made anew by today's rules; one row per node."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "form", "attributes", "is_whole", "done", "last"})

    id = models.PositiveSmallIntegerField(primary_key=True)
    #: Today's rules: how texts are folded and entries kept, and a digest of the attributes that are
    #: searched.
    form = models.CharField(max_length=16)
    attributes = models.CharField(max_length=64)
    #: Whether every entry is made anew, or those of customers with attributes.
    is_whole = models.BooleanField()
    #: Ids of entries: those in between are still as older rules made them.
    done = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.done} of {self.last}"


class ConsentEntry(models.Model):
    """A line of the consent ledger at headquarters: one answer of one operation. Never changed."""

    PERSONAL = frozenset({"value", "answer", "at"})
    NOT_PERSONAL = frozenset(
        """id operation customer contact kind purpose wording language source by store register
        took_effect""".split()
    )

    operation = models.UUIDField()
    customer = models.UUIDField(db_index=True)
    contact = models.UUIDField()
    #: email | phone | url, and the contact's value as it was then.
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=254)
    purpose = models.CharField(max_length=50)
    answer = models.CharField(max_length=16)
    wording = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=35, default="")
    source = models.CharField(max_length=16, default="")
    at = models.CharField(max_length=32)
    by = models.UUIDField(null=True)
    store = models.CharField(max_length=16, default="")
    register = models.CharField(max_length=16, default="")
    #: False when a stricter answer had been given meanwhile.
    took_effect = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "contact", "purpose"], name="one_line_per_answer"
            )
        ]

    def __str__(self) -> str:
        return str(self.operation)
