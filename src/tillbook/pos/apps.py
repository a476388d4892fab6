"""Django's registration of the screens."""

from django.apps import AppConfig


class PosConfig(AppConfig):
    """The register's screens."""

    name = "tillbook.pos"
    label = "pos"
