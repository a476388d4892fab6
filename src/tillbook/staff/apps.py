"""Django's registration of the capability."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Staff."""

    name = "tillbook.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
