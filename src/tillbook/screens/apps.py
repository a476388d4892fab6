"""Django's registration of what the screens share."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """The customer form, words and shown documents."""

    name = "tillbook.screens"
    label = "screens"
