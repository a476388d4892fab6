"""Django's accounts without the rows that nobody reads: what a role may do is said in code."""

from django.apps import AppConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate

_PERMISSIONS = "django.contrib.auth.management.create_permissions"


class NoPermissionRows(AppConfig):
    """Keeps Django from writing a permission per model and verb after every migration."""

    name = "tillbook.config"
    label = "config"

    def ready(self) -> None:
        """Leave the table of permissions empty; a content type is written when it is asked for."""
        post_migrate.disconnect(dispatch_uid=_PERMISSIONS)
        post_migrate.disconnect(create_contenttypes)
