"""What headquarters remembers of customers who were merged, and who may be."""

from django.db import models


class CustomerMerge(models.Model):
    """One customer that became a part of another one; kept at headquarters, also when undone."""

    PERSONAL = frozenset({"carried", "before"})
    NOT_PERSONAL = frozenset(
        {"id", "loser", "survivor", "at", "by", "stood_by", "operations", "undone_at", "released"}
    )

    #: The operation that merged.
    id = models.UUIDField(primary_key=True)
    loser = models.UUIDField(db_index=True)
    survivor = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    #: The loser's units as they were last carried over.
    carried = models.JSONField(default=dict)
    #: The survivor's units as they were before something was carried over them; None was none.
    before = models.JSONField(default=dict)
    #: The operations that had written those units, as 32 hexadecimal digits.
    stood_by = models.JSONField(default=dict)
    #: Operations on the survivor that carried something over, as 32 hexadecimal digits.
    operations = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    #: The operation that then gave back what had stood, as 32 hexadecimal digits.
    released = models.CharField(max_length=32, default="")

    def __str__(self) -> str:
        return str(self.id)


class DuplicatePair(models.Model):
    """Two customers who may be one, and what a person said of them."""

    class State(models.TextChoices):
        OPEN = "open"
        #: Nobody is asked about them again.
        DIFFERENT = "different"
        MERGED = "merged"

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "first", "second", "strength", "reasons", "source", "state", "snoozed_until"}
    )

    #: Worked out from both customers: a pair stands once.
    id = models.UUIDField(primary_key=True)
    first = models.UUIDField(db_index=True)
    second = models.UUIDField(db_index=True)
    #: Of a thousand: how sure it is that they are one.
    strength = models.PositiveSmallIntegerField()
    #: Codes of what is alike, such as "phone" and "name".
    reasons = models.JSONField(default=list)
    #: Who noticed: "decision", "match", "till".
    source = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    #: The day from which somebody wants to be asked again, as ISO date; empty is now.
    snoozed_until = models.CharField(max_length=10, default="")

    class Meta:
        indexes = [models.Index(fields=["state", "-strength"], name="open_pairs_by_strength")]

    def __str__(self) -> str:
        return str(self.id)


class PairSearch(models.Model):
    """How far headquarters has looked for pairs among the customers that were written; one row."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "done"})

    id = models.PositiveSmallIntegerField(primary_key=True)
    #: Id of the last entry of the search index that was looked at.
    done = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.done)
