"""Sales of the registers of this node. They stay here: nothing of them is exchanged."""

from django.db import models


class Sale(models.Model):
    """A sale, from its first line or customer to its end."""

    PERSONAL = frozenset({"customer"})
    NOT_PERSONAL = frozenset(
        """id register number state version currency affiliations receipt_option cash_given total
        associate approver opened_at closed_at""".split()
    )

    class State(models.TextChoices):
        """How far the sale is."""

        OPEN = "open"
        SUSPENDED = "suspended"
        COMPLETED = "completed"
        VOIDED = "voided"

    id = models.UUIDField(primary_key=True)
    register = models.UUIDField()
    #: Counts up by one at each register; a voided sale keeps its own.
    number = models.PositiveBigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    #: Grows with every write, so that a page of before is told from one of now.
    version = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    customer = models.UUIDField(null=True)
    #: Codes of those that were added to the sale alone.
    affiliations = models.JSONField(default=list)
    #: Empty: the customer's own.
    receipt_option = models.CharField(max_length=16, default="")
    #: Minor units; none before the sale is completed.
    cash_given = models.BigIntegerField(null=True)
    total = models.BigIntegerField(null=True)
    associate = models.UUIDField()
    #: Who approved that it was voided, where the associate alone may not.
    approver = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="sale_number_once"),
            models.UniqueConstraint(
                fields=["register"], condition=models.Q(state="open"), name="sale_one_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class SaleLine(models.Model):
    """What is sold, how much of it, and for what."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "sale", "item", "quantity", "price", "is_removed"})

    #: Ascends with time, and so gives the order of the lines.
    id = models.UUIDField(primary_key=True)
    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="lines")
    item = models.CharField(max_length=100)
    #: Thousandths.
    quantity = models.BigIntegerField()
    #: Of one, in minor units.
    price = models.BigIntegerField()
    #: Taken off, and kept so that it can be put back.
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.item
