"""Django's registration of the capability."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Sales."""

    name = "tillbook.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"
