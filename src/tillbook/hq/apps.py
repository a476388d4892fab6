"""Django's registration of the back office."""

from django.apps import AppConfig


class HeadquartersConfig(AppConfig):
    """The back office."""

    name = "tillbook.hq"
    label = "hq"
