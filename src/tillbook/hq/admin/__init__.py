"""The plain lists of configuration on Django's admin, a module for each subject."""

from django.contrib import admin
from django.contrib.auth.models import Group

from tillbook.hq.admin import (
    address_books,
    attributes,
    customer_groups,
    dimensions,
    number_sequences,
    organisation,
    profiles,
    registers,
    scheduler,
    workers,
)

__all__ = [
    "address_books",
    "attributes",
    "customer_groups",
    "dimensions",
    "number_sequences",
    "organisation",
    "profiles",
    "registers",
    "scheduler",
    "workers",
]

# Django's own groups: nothing of Tillbook asks them.
admin.site.unregister(Group)
