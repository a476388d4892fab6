"""Django's registration of the capability."""

from django.apps import AppConfig


class SchedulerConfig(AppConfig):
    """The scheduler."""

    name = "tillbook.scheduler"
    label = "scheduler"
    default_auto_field = "django.db.models.BigAutoField"
