"""What the engine keeps: the operation log (which is the outbox), images, changes and packages."""

from django.db import models
from django.db.models import Q


class Operation(models.Model):
    """An operation as minted, and where it stands. The row of the log that everything refers to."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id position kind entity_kind entity origin seq actor store register refers envelope
        signature state outcome version assigned reason params receipt minted_at received_at
        relayed_at decided_at distributed_at""".split()
    )

    class State(models.TextChoices):
        """Where an operation stands at this node."""

        #: No word from headquarters yet.
        PENDING = "pending"
        #: Headquarters' verdict is known from an answer; the package has not come yet.
        ANSWERED = "answered"
        #: At headquarters: waits for another operation.
        HELD = "held"
        #: A person must look at it.
        ATTENTION = "attention"
        #: Decided, and the result is in the tables.
        SETTLED = "settled"

    #: States in which an operation is laid over the image of its entity.
    UNDECIDED = (State.PENDING, State.ANSWERED, State.ATTENTION)

    id = models.UUIDField(primary_key=True)
    #: Position in this node's log.
    position = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=64)
    entity_kind = models.CharField(max_length=32)
    entity = models.UUIDField()
    origin = models.UUIDField()
    seq = models.BigIntegerField()
    actor = models.UUIDField()
    store = models.UUIDField(null=True)
    register = models.UUIDField(null=True)
    refers = models.UUIDField(null=True)
    envelope = models.BinaryField()
    signature = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices)
    outcome = models.CharField(max_length=12, default="")
    version = models.BigIntegerField(default=0)
    #: Units that headquarters assigned, such as the account number.
    assigned = models.JSONField(default=dict)
    reason = models.CharField(max_length=64, default="")
    params = models.JSONField(default=dict)
    #: Position in headquarters' log, as the verdict tells; 0 while there is none.
    receipt = models.BigIntegerField(default=0)
    minted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    #: When the parent took it.
    relayed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    distributed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["entity", "position"], name="operation_by_entity"),
            models.Index(
                fields=["state", "position"],
                name="operation_open",
                condition=~Q(state="settled"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class OperationBody(models.Model):
    """The personal part of an operation: an erasure empties it and the chain still verifies."""

    PERSONAL = frozenset({"body"})
    NOT_PERSONAL = frozenset({"operation", "salt"})

    operation = models.OneToOneField(
        Operation, primary_key=True, on_delete=models.PROTECT, related_name="content"
    )
    salt = models.BinaryField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return str(self.operation_id)


class LogEntry(models.Model):
    """One link of the hash chain: an operation or a verdict. The audit trail; there is no other."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"position", "type", "subject", "content", "hash"})

    class Type(models.TextChoices):
        """What the entry records."""

        OPERATION = "operation"
        VERDICT = "verdict"

    position = models.BigIntegerField(primary_key=True)
    type = models.CharField(max_length=10, choices=Type.choices)
    #: Operation id.
    subject = models.UUIDField()
    #: Hash of the signed envelope, or the verdict's bytes.
    content = models.BinaryField()
    #: SHA-256 over the hash before and this entry, hex.
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position} {self.type}"


class Entity(models.Model):
    """What the engine knows of one entity; its fields stand in the capability's own tables."""

    PERSONAL = frozenset({"image", "extra"})
    NOT_PERSONAL = frozenset({"id", "kind", "version", "stamps", "removed"})

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=32)
    #: Headquarters' version of the image; 0 while headquarters has not decided anything.
    version = models.BigIntegerField(default=0)
    #: Stamps of the image's units, JSON.
    stamps = models.BinaryField(default=b"{}")
    #: Fields that this release does not know, JSON; they survive a round trip.
    extra = models.BinaryField(default=b"{}")
    #: Headquarters' image, JSON, only while undecided operations change what the tables show.
    image = models.BinaryField(null=True)
    #: Why it is gone, as packages say it; empty while it is there. The row stays: its version
    #: tells that an older image is older, and an id is never given another kind.
    removed = models.CharField(max_length=6, default="")

    class Meta:
        indexes = [
            models.Index(fields=["kind"], name="entity_removed", condition=~Q(removed="")),
            models.Index(
                fields=["kind"], name="entity_kept_beside", condition=Q(image__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Conflict(models.Model):
    """A value that lost against a concurrent edit, kept to be shown and restored."""

    PERSONAL = frozenset({"value"})
    NOT_PERSONAL = frozenset({"id", "entity", "unit", "loser", "winner", "at"})

    entity = models.UUIDField(db_index=True)
    unit = models.CharField(max_length=128)
    value = models.JSONField(null=True)
    loser = models.UUIDField()
    winner = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.entity} {self.unit}"


class Group(models.Model):
    """A channel database group: the nodes that receive the same packages."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"name", "epoch"})

    name = models.CharField(primary_key=True, max_length=32)
    #: Changes when headquarters is restored from a backup.
    epoch = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.name


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
    NOT_PERSONAL = frozenset({"id", "group", "kind", "entity", "operation", "package"})

    group = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    entity = models.UUIDField()
    #: Set when the row distributes a verdict instead of an image.
    operation = models.UUIDField(null=True)
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
        {"id", "group", "number", "previous", "name", "size", "items", "published_at"}
    )

    group = models.CharField(max_length=32)
    number = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    name = models.CharField(max_length=64, default="")
    size = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="package_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.number}"


class FeedCursor(models.Model):
    """The newest package that this node has applied."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"group", "epoch", "number", "name", "applied_at"})

    group = models.CharField(primary_key=True, max_length=32)
    epoch = models.CharField(max_length=32)
    number = models.BigIntegerField()
    name = models.CharField(max_length=64)
    applied_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.group} {self.number}"


class Lease(models.Model):
    """Who runs a loop. The fencing token grows with each holder; an old holder's writes miss."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"name", "holder", "token", "until"})

    name = models.CharField(primary_key=True, max_length=32)
    holder = models.CharField(max_length=64)
    token = models.BigIntegerField(default=0)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """A client's own key for a request, so that a repeat has one effect."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "actor", "key", "request_hash", "operation", "made_at"})

    actor = models.UUIDField()
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    operation = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
