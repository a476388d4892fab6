"""Django's registration of the capability."""

from django.apps import AppConfig


class NodesConfig(AppConfig):
    """Nodes."""

    name = "tillbook.nodes"
    label = "nodes"
    default_auto_field = "django.db.models.BigAutoField"
