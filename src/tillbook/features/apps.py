"""Django's registration of the capability."""

from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    """Features."""

    name = "tillbook.features"
    label = "features"
    default_auto_field = "django.db.models.BigAutoField"
