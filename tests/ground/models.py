"""A table with one column of each kind that the driver must carry unchanged."""

from django.apps.registry import Apps
from django.db import models


class Sample(models.Model):
    """One value of each kind; in a registry of its own, so that Tillbook does not know it."""

    key = models.UUIDField(primary_key=True)
    amount = models.DecimalField(max_digits=12, decimal_places=3)
    document = models.JSONField()
    moment = models.DateTimeField()
    day = models.DateField()
    time = models.TimeField()
    length = models.DurationField()
    active = models.BooleanField()
    sealed = models.BinaryField()
    text = models.TextField()

    class Meta:
        app_label = "ground"
        apps = Apps()

    def __str__(self) -> str:
        return str(self.key)
