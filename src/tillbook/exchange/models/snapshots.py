"""Snapshots as headquarters makes them, and how far a node has taken one."""

from django.db import models


class Snapshot(models.Model):
    """All that a group held at one package, in chunks. `name` is empty until it is published."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        "id group number package name chunks rows size below began_at made_at".split()
    )

    group = models.CharField(max_length=32)
    #: The package that it stands on, by number and name.
    number = models.BigIntegerField()
    package = models.CharField(max_length=64)
    name = models.CharField(max_length=64, default="")
    #: The chunks that are written, each as the manifest names it.
    chunks = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    #: Nodes with a smaller cursor take it instead of walking.
    below = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="snapshot_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.number}"


class SnapshotLoad(models.Model):
    """How far this node has taken the snapshot of its group; stays when it is complete."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """group epoch name total chunk row done kind is_first began_at finished_at
        asked_again""".split()
    )

    group = models.CharField(primary_key=True, max_length=32)
    epoch = models.CharField(max_length=32)
    #: Name of the snapshot's manifest.
    name = models.CharField(max_length=64)
    total = models.PositiveIntegerField()
    #: The chunk that is being taken, and how many of its rows; moves in the rows' transaction.
    chunk = models.PositiveIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    #: Rows of all chunks that are taken, and of what kind the newest are.
    done = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=32, default="")
    #: Whether there was no image here at all when it began.
    is_first = models.BooleanField()
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    #: Whether headquarters was asked for the verdicts that stand in packages never walked.
    asked_again = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.group} {self.done}/{self.total}"
