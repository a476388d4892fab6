"""The switches that somebody has set; one that nobody has set stands as the catalog says."""

from django.db import models


class Switch(models.Model):
    """One feature of the chain, on or off, and perhaps planned to turn. Its id follows from its name."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "name", "is_on", "planned_on", "planned_at"})

    id = models.UUIDField(primary_key=True)
    #: As in the catalog.
    name = models.CharField(max_length=64)
    is_on = models.BooleanField()
    #: How it stands from `planned_at` on; both None where nothing is planned.
    planned_on = models.BooleanField(null=True)
    planned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
