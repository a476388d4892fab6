"""The switches that somebody has set; one that nobody has set stands as the catalog says."""

from django.db import models


class Switch(models.Model):
    """One feature of the chain, on or off. Its id follows from its name."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "name", "is_on"})

    id = models.UUIDField(primary_key=True)
    #: As in the catalog.
    name = models.CharField(max_length=64)
    is_on = models.BooleanField()

    def __str__(self) -> str:
        return self.name
