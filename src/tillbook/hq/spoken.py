"""Names of what a headquarters was planted with, in the language of the page.

A planted row keeps the English name that it was planted with until somebody gives it another:
that one is shown as it is, everywhere.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE
from tillbook.stores.rules import planted
from tillbook.stores.rules.layouts import DEFAULT_GRIDS, DEFAULT_LAYOUT
from tillbook.stores.rules.profiles import DEFAULT_FUNCTIONALITY, DEFAULT_OFFLINE

_PLANTED: Mapping[UUID, str] = {
    DEFAULT_SEQUENCE: planted.CUSTOMER_ACCOUNTS,
    DEFAULT_FUNCTIONALITY: planted.DEFAULT,
    DEFAULT_OFFLINE: planted.DEFAULT,
    DEFAULT_LAYOUT: planted.DEFAULT,
    DEFAULT_GRIDS["tiles"]: planted.WELCOME_TILES,
    DEFAULT_GRIDS["actions"]: planted.SALE_ACTIONS,
}


def named(row: Model) -> str:
    """Return what people call a row of configuration."""
    return name_of(row.pk, str(getattr(row, "name", row)))


def name_of(id: UUID, name: str) -> str:
    """Return a stored name, translated where it is the one that was planted."""
    return _words()[name] if _PLANTED.get(id) == name else name


def said(names: Iterable[str]) -> list[str]:
    """Return names of grids or layouts as uses tell them: without their rows, by the name alone."""
    spoken = {name: _words()[name] for name in set(_PLANTED.values())}
    return [spoken.get(name, name) for name in names]


def _words() -> dict[str, str]:
    return {
        planted.CUSTOMER_ACCOUNTS: _("Customer accounts"),
        planted.DEFAULT: _("Default"),
        planted.WELCOME_TILES: _("Welcome screen"),
        planted.SALE_ACTIONS: _("Transaction screen"),
    }
