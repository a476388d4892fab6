"""What the engine knows of entities, and what lost against a concurrent edit."""

from django.db import models
from django.db.models import Q


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
    NOT_PERSONAL = frozenset(
        {"id", "entity", "unit", "loser", "winner", "at", "dismissed_at", "dismissed_by"}
    )

    entity = models.UUIDField(db_index=True)
    unit = models.CharField(max_length=128)
    value = models.JSONField(null=True)
    loser = models.UUIDField()
    winner = models.UUIDField()
    at = models.DateTimeField()
    #: When somebody looked at it and let it be, and who.
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.entity} {self.unit}"
