"""Django's registration of the capability."""

from django.apps import AppConfig


class AttributesConfig(AppConfig):
    """Attributes."""

    name = "tillbook.attributes"
    label = "attributes"
    default_auto_field = "django.db.models.BigAutoField"
