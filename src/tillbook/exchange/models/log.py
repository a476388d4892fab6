"""The operation log, which is the outbox, and what a client's own key asked for."""

from django.db import models
from django.db.models import Q

from tillbook.exchange.core.states import UNDECIDED, OperationState


class Operation(models.Model):
    """An operation as minted, and where it stands. The row of the log that everything refers to."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id position kind entity_kind entity origin seq actor store register refers envelope
        signature state outcome version assigned reason params receipt minted_at received_at
        relayed_at decided_at distributed_at""".split()
    )

    State = OperationState
    UNDECIDED = UNDECIDED

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
    state = models.CharField(
        max_length=10, choices=[(state.value, state.name.capitalize()) for state in OperationState]
    )
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
            models.Index(fields=["origin", "seq"], name="operation_by_origin"),
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
