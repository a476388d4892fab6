"""What headquarters checks of layouts, grids and operations, whoever changes them."""

from collections.abc import Iterator

from tillbook.configuration.checks import Checked, unique
from tillbook.exchange.core.units import Document
from tillbook.foundation import checks as of
from tillbook.foundation.checks import Finding
from tillbook.foundation.ids import is_id
from tillbook.stores.layouts import queries
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.layouts.uses import grids_by_screen, grids_with, screens_of_grid
from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import CATALOG, id_of

_NAME = of.text(80, required=True)
_BUTTON = {
    "label": of.text(layouts.MAX_LABEL),
    "icon": of.one_of(["", *layouts.ICONS]),
    "colour": of.one_of(layouts.COLOURS, usually="plain"),
    "span": of.whole_number(least=1, most=layouts.MAX_SPAN),
}


def _are_buttons(document: of.Fields, name: str) -> Iterator[Finding]:
    given = document.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        yield Finding(code="field.invalid", field=name)
        return
    if len(given) > layouts.MAX_BUTTONS:
        params = {"most": str(layouts.MAX_BUTTONS)}
        yield Finding(code="grid.too_many", field=name, params=params)
    offered = {one.number for one in queries.user_operations()}
    for place, button in enumerate(given, 1):
        yield from _of_button(button, name, place=place, offered=offered)


def _of_button(button: of.Fields, name: str, *, place: int, offered: set[int]) -> Iterator[Finding]:
    at = {"place": str(place)}
    operation = button.get("operation")
    if not isinstance(operation, int) or operation not in offered:
        yield Finding(code="operation.not_offered", field=name, params=at)
    for found in of.unknown(button, ("operation", "translations", *_BUTTON), field=name):
        yield Finding(code=found.code, field=name, params={**found.params, **at})
    for found in of.findings(button, _BUTTON):
        yield Finding(code=found.code, field=name, params={**found.params, **at})
    texts = button.get("translations", {})
    if not isinstance(texts, dict) or not set(texts) <= set(layouts.LANGUAGES):
        yield Finding(code="field.invalid", field=name, params=at)
        return
    for found in of.findings(texts, dict.fromkeys(texts, _BUTTON["label"])):
        yield Finding(code=found.code, field=name, params={**found.params, **at})


def _are_sizes(document: of.Fields, name: str) -> Iterator[Finding]:
    given = document.get(name, {})
    if not isinstance(given, dict) or not set(given) <= set(layouts.SIZES):
        yield Finding(code="field.invalid", field=name)
        return
    columns = of.whole_number(least=1, most=layouts.MAX_COLUMNS)
    rows = dict.fromkeys(layouts.COLUMNS_OF.values(), columns)
    for size in given.values():
        if not isinstance(size, dict) or not _are_zones(size.get("zones", {})):
            yield Finding(code="field.invalid", field=name)
            return
        yield from of.unknown(size, ("zones", *rows), field=name)
        for found in of.findings(size, rows):
            yield Finding(code=found.code, field=name, params=found.params)


def _are_zones(zones: object) -> bool:
    if not isinstance(zones, dict) or not set(zones) <= set(layouts.ZONES):
        return False
    named = [grid for grid in zones.values() if grid is not None]
    return all(isinstance(grid, str) and is_id(grid) for grid in named)


def _grids_are_there(before: Document | None, after: Document) -> Iterator[Finding]:
    """Look for the grids, and keep what belongs to sales off the welcome screen (AR-004)."""
    placed = grids_by_screen(after.get("sizes", {}))
    named = {grid for grids in placed.values() for grid in grids}
    rows = {str(row.id): row for row in ButtonGrid.objects.filter(id__in=named)}
    if len(rows) < len(named):
        yield Finding(code="reference.unknown", field="sizes")
        return
    for screen, grids in placed.items():
        for grid in sorted(grids):
            for number in layouts.misplaced(rows[grid].buttons, screen):
                params = {"grid": rows[grid].name, "operation": str(number), "screen": screen}
                yield Finding(code="operation.other_screen", field="sizes", params=params)


def _may_stand_there(before: Document | None, after: Document) -> Iterator[Finding]:
    """Keep a grid fit for the screens on which layouts show it (AR-004)."""
    for screen in screens_of_grid(after["id"]):
        wrong = layouts.misplaced(after.get("buttons", []), screen)
        for place, button in enumerate(after.get("buttons", []), 1):
            if button.get("operation") in wrong:
                params = {"place": str(place), "screen": screen}
                params |= {"operation": str(button["operation"]), "grid": after["name"]}
                yield Finding(code="operation.other_screen", field="buttons", params=params)


def _is_known(document: of.Fields, name: str) -> Iterator[Finding]:
    number = document.get(name)
    is_known = isinstance(number, int) and number in CATALOG and CATALOG[number].screens
    if not is_known or document["id"] != str(id_of(int(number or 0))):
        yield Finding(code="operation.unknown", field=name)


def _on_no_button(before: Document | None, after: Document) -> Iterator[Finding]:
    """Keep an operation for users as long as a grid has it on a button."""
    grids = [] if after.get("is_user_operation", True) else grids_with(after["number"])
    if grids:
        params = {"grids": ", ".join(grids)}
        yield Finding(code="operation.on_a_button", field="is_user_operation", params=params)


button_grid = Checked(
    fields={
        "number": unique(ButtonGrid, written=of.code(16)),
        "name": _NAME,
        "buttons": _are_buttons,
    },
    fixed=["number"],
    questions=[_may_stand_there],
)
screen_layout = Checked(
    fields={
        "number": unique(ScreenLayout, written=of.code(16)),
        "name": _NAME,
        "sizes": _are_sizes,
        "card_columns": of.texts(80, most=layouts.MAX_CARD),
    },
    fixed=["number"],
    questions=[_grids_are_there],
)
pos_operation = Checked(
    fields={"number": _is_known, "is_user_operation": of.flag},
    fixed=["number"],
    questions=[_on_no_button],
)
