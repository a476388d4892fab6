"""Layouts, grids and operations. References between them are plain ids: rows arrive in any order."""

from django.db import models


class ButtonGrid(models.Model):
    """Buttons in their order."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "number", "name", "buttons"})

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    #: [{operation, label, translations, icon, colour, span}], as `rules.layouts.Button` says.
    buttons = models.JSONField(default=list)

    class Meta:
        app_label = "stores"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class ScreenLayout(models.Model):
    """Which grids stand where on which size of screen, and what the customer card shows."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "number", "name", "sizes", "card_columns"})

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    #: size -> {"columns": tiles in a row, "zones": {zone: id of a grid}}
    sizes = models.JSONField(default=dict)
    #: Codes of fields, and "attribute/{id}", in the order of the customer card.
    card_columns = models.JSONField(default=list)

    class Meta:
        app_label = "stores"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class PosOperation(models.Model):
    """What a chain decided of an operation; without a row the operation is for users."""

    PERSONAL: frozenset[str] = frozenset()
    NOT_PERSONAL = frozenset({"id", "number", "is_user_operation"})

    id = models.UUIDField(primary_key=True)
    number = models.IntegerField()
    #: Whether it may be put on a button (AR-005).
    is_user_operation = models.BooleanField(default=True)

    class Meta:
        app_label = "stores"
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)
