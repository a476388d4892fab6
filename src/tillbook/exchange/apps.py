"""Django's registration of the engine."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange."""

    name = "tillbook.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
