"""Django's registration of the capability."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers."""

    name = "tillbook.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
