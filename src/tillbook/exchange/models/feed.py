"""Channel database groups: their rules, keys and members; changes, packages, cursors."""

from django.db import models
from django.db.models import Q


class Group(models.Model):
    """A channel database group: the nodes that receive the same packages."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"name", "epoch", "offline", "rule", "evicts", "paused", "tries", "retries", "skipped"}
    )

    name = models.CharField(primary_key=True, max_length=32)
    #: Changes when headquarters is restored from a backup.
    epoch = models.CharField(max_length=32)
    #: Whether its members are offline databases of registers. What follows is headquarters' own.
    offline = models.BooleanField(default=False)
    #: What its packages hold: a `scope.Rule`.
    rule = models.JSONField(default=dict)
    #: Whether anything was ever evicted: older readers would keep it.
    evicts = models.BooleanField(default=False)
    #: No packages are made while this is set.
    paused = models.BooleanField(default=False)
    #: How often a node tries a package that it cannot apply; 0 is without end.
    tries = models.PositiveIntegerField(default=3)
    #: Grows when a person asks nodes that gave up to try again.
    retries = models.PositiveIntegerField(default=0)
    #: Numbers of cancelled packages: proven and passed over.
    skipped = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """What the nodes of a group hold, by what was published to them. At headquarters only."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "group", "kind", "entity"})

    group = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    entity = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "entity"], name="member_once")]
        indexes = [models.Index(fields=["group", "kind"], name="member_by_kind")]

    def __str__(self) -> str:
        return f"{self.group} {self.entity}"


class GroupKey(models.Model):
    """A key that opens a group's packages. Lies in the encrypted database only."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "group", "key", "made_at"})

    #: 16 hex digits, written at the beginning of each package.
    id = models.CharField(primary_key=True, max_length=16)
    group = models.CharField(max_length=32)
    key = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Change(models.Model):
    """A row of the feed, written in the transaction of the change itself."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "group", "kind", "entity", "operation", "again", "package"})

    group = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    entity = models.UUIDField()
    #: Set when the row distributes a verdict instead of an image.
    operation = models.UUIDField(null=True)
    #: Whether nodes must take the image although they have this version of it.
    again = models.BooleanField(default=False)
    #: Claimed by the packager, never derived from the id: ids commit out of order.
    package = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["group", "id"], name="change_unpackaged", condition=Q(package__isnull=True)
            ),
            models.Index(fields=["group", "package"], name="change_by_package"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entity}"


class Package(models.Model):
    """A package of a group, numbered without gaps. `name` is empty until it is published."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id group number previous name size items contents made_at published_at
        cancelled_at""".split()
    )

    group = models.CharField(max_length=32)
    number = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    name = models.CharField(max_length=64, default="")
    size = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    #: How many items of each kind, and of "verdict".
    contents = models.JSONField(default=dict)
    made_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="package_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.number}"


class FeedCursor(models.Model):
    """The newest package that this node has applied."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """group epoch number name applied_at failed_number failed_code tries retries
        received""".split()
    )

    group = models.CharField(primary_key=True, max_length=32)
    epoch = models.CharField(max_length=32)
    number = models.BigIntegerField()
    name = models.CharField(max_length=64)
    applied_at = models.DateTimeField()
    #: Kind -> when headquarters signed the newest change of it that was applied, milliseconds.
    received = models.JSONField(default=dict)
    #: The package that cannot be applied, why, and how often that was tried; 0 for none.
    failed_number = models.BigIntegerField(default=0)
    failed_code = models.CharField(max_length=64, default="")
    tries = models.PositiveIntegerField(default=0)
    #: The newest request to try again that was heeded.
    retries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.group} {self.number}"
