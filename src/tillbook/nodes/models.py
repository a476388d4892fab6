"""Nodes of the tree, codes that admit them, what they report, and this node's own counters."""

from datetime import timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q

from tillbook.nodes.identity import NodeRole

#: For how long a store that was taken from a server still hears what was asked there before.
LATE_MS = int(timedelta(days=30).total_seconds() * 1000)


class Node(models.Model):
    """A node that headquarters admitted. Known to every node, so that each can check its children."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id role name parent store further register sign_key receive_key status group
        muted_until muted_reason muted_by""".split()
    )

    class Status(models.TextChoices):
        """Whether the node may still take part."""

        ACTIVE = "active"
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in NodeRole])
    name = models.CharField(max_length=80)
    parent = models.UUIDField(null=True)
    #: The store that it was enrolled for; None for headquarters.
    store = models.UUIDField(null=True)
    #: Id of each further store that a server serves -> None; of one that was taken from it -> when,
    #: in milliseconds by headquarters' clock.
    further = models.JSONField(default=dict)
    register = models.UUIDField(null=True)
    #: Ed25519 and X25519 public keys, hex.
    sign_key = models.CharField(max_length=64)
    receive_key = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    #: Name of its channel database group; empty for the one that goes with its role.
    group = models.CharField(max_length=32, default="")
    #: Until when nobody is to be alarmed about it; who said so and why. Headquarters' own matter.
    muted_until = models.DateTimeField(null=True)
    muted_reason = models.CharField(max_length=120, default="")
    muted_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def stores(self) -> tuple[UUID, ...]:
        """The stores that it serves, the one that it was enrolled for first."""
        own = (self.store,) if self.store else ()
        given = sorted(id for id, until in self.further.items() if until is None)
        return (*own, *map(UUID, given))

    def speaks_for(self, store: UUID, *, asked_ms: int, now_ms: int) -> bool:
        """Tell whether what it asked for a store at a time, by its own word, still counts.

        Its word on the time is taken for `LATE_MS` after the store was taken from it.
        """
        if store == self.store:
            return True
        until = self.further.get(str(store), 0)
        return until is None or (asked_ms <= until and now_ms <= until + LATE_MS)


def serving(store: UUID) -> Q:
    """Choose the nodes that serve a store now."""
    return Q(store=store) | Q(**{f"further__{store}": None})


class EnrolmentCode(models.Model):
    """A one-time code for one device. Only headquarters holds any."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {"id", "secret", "role", "name", "store", "register", "made_at", "expires_at", "used_by"}
    )

    #: The part of the code that names it.
    id = models.CharField(primary_key=True, max_length=8)
    #: The part that proves it; needed whole to answer the device in kind.
    secret = models.CharField(max_length=32)
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    store = models.UUIDField(null=True)
    register = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.id


class NodeReport(models.Model):
    """What a node said of itself at its last contact."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        {
            "node",
            "at",
            "pending",
            "attention",
            "oldest_pending_at",
            "package",
            "version",
            "clock_ms",
            "details",
        }
    )

    node = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    pending = models.PositiveIntegerField(default=0)
    attention = models.PositiveIntegerField(default=0)
    oldest_pending_at = models.DateTimeField(null=True)
    #: Number of the newest package it has applied.
    package = models.BigIntegerField(default=0)
    version = models.CharField(max_length=32, default="")
    #: The node's clock minus the clock of the node that keeps this.
    clock_ms = models.BigIntegerField(default=0)
    #: What newer releases say besides, as `fleet.report.Details`.
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.node)


class NodeSample(models.Model):
    """The worst of an hour at a node, kept for a week at headquarters. A silent hour has none."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "node", "hour", "pending", "attention", "oldest_s"})

    node = models.UUIDField()
    #: The hour's beginning.
    hour = models.DateTimeField()
    pending = models.PositiveIntegerField(default=0)
    attention = models.PositiveIntegerField(default=0)
    #: Age of what waited longest, seconds.
    oldest_s = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "hour"], name="node_sample_once_an_hour")
        ]
        indexes = [models.Index(fields=["hour"], name="node_sample_by_hour")]

    def __str__(self) -> str:
        return f"{self.node} {self.hour}"


class LocalState(models.Model):
    """This node's own counters, one row. Locked by every write that appends to the log."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset(
        """id node database incarnation seq position chain disconnected headquarters_url
        backup""".split()
    )

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    node = models.UUIDField()
    #: Equal to the folder's; a database moved between folders is refused.
    database = models.UUIDField()
    incarnation = models.CharField(max_length=16)
    #: Position of the newest operation minted here.
    seq = models.BigIntegerField(default=0)
    #: Position and hash (hex) of the newest log entry.
    position = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64)
    disconnected = models.BooleanField(default=False)
    #: Where headquarters itself is reached, as the parent told; empty when it did not.
    headquarters_url = models.CharField(max_length=200, default="")
    #: Headquarters' newest log position that a backup holds; 0 while there is none.
    backup = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.node)


class ConfigurationMark(models.Model):
    """Gets another value with every change of configuration, one row: see `nodes.configured`."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "mark"})

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark
