"""Django's registration of its admin, with our own site in it."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin on the back office's site."""

    default_site = "tillbook.hq.site.HeadquartersSite"
