"""Where layouts, grids and operations are in use, as far as the organisation knows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tillbook.configuration.uses import NAMED, Use
from tillbook.exchange.core.units import Document
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.models import Register, Store
from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import Screen


def _named(kind: str, rows: Iterable[str]) -> Use:
    names = tuple(rows)
    return Use(kind=kind, count=len(names), names=names[:NAMED])


def _of_screen_layout(layout: Document) -> Iterable[Use]:
    stores = Store.objects.filter(screen_layout=layout["id"])
    yield _named("store", stores.values_list("name", flat=True))
    registers = Register.objects.filter(screen_layout=layout["id"])
    yield _named("register", registers.values_list("name", flat=True))


def _of_button_grid(grid: Document) -> Iterable[Use]:
    names = [row.name for row in ScreenLayout.objects.all() if grid["id"] in _grids_of(row)]
    yield _named("screen_layout", names)


def _grids_of(layout: ScreenLayout) -> set[str | None]:
    return {grid for size in layout.sizes.values() for grid in size.get("zones", {}).values()}


def grids_by_screen(sizes: Mapping[str, Any]) -> dict[Screen, set[str]]:
    """Return which grids a layout's sizes put on which screen."""
    found: dict[Screen, set[str]] = {screen: set() for screen in Screen}
    for size in sizes.values():
        for zone, grid in size.get("zones", {}).items():
            if grid and zone in layouts.ZONES:
                found[layouts.screen_of(zone)].add(grid)
    return found


def screens_of_grid(grid: str) -> list[Screen]:
    """Return the screens on which layouts show a grid."""
    placed = [grids_by_screen(row.sizes) for row in ScreenLayout.objects.all()]
    return [screen for screen in Screen if any(grid in one[screen] for one in placed)]


def grids_with(operation: int) -> list[str]:
    """Return the names of the grids that have an operation on a button."""
    return [
        row.name
        for row in ButtonGrid.objects.all()
        if any(button.get("operation") == operation for button in row.buttons)
    ]


def _of_attribute(attribute: Document) -> Iterable[Use]:
    """Keep an attribute as long as a customer card shows it."""
    column = f"attribute/{attribute['id']}"
    names = [row.name for row in ScreenLayout.objects.all() if column in row.card_columns]
    yield _named("screen_layout", names)


USES: Mapping[str, Callable[[Document], Iterable[Use]]] = {
    "screen_layout": _of_screen_layout,
    "button_grid": _of_button_grid,
    "attribute": _of_attribute,
}
