"""Django's registration of the capability."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Stores."""

    name = "tillbook.stores"
    label = "stores"
    default_auto_field = "django.db.models.BigAutoField"
