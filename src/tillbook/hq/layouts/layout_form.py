"""The form of a screen layout: what it shows, what was typed, and the document that comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tillbook.hq import ordered
from tillbook.hq.layouts import words
from tillbook.hq.layouts.grid_form import focus_of
from tillbook.hq.ordered import Listed
from tillbook.hq.spoken import named
from tillbook.screens.controls import Field, options
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands in the form."""

    number: str
    name: str
    #: size -> {"columns", "zones"}, as a layout holds them.
    sizes: Mapping[str, Any]
    #: Codes of the columns of the customer card.
    card: Listed


def shown(layout: ScreenLayout | None) -> Sheet:
    """Return the form as a layout stands; None is a new one."""
    if layout is None:
        return Sheet(number="", name="", sizes={}, card=Listed(rows=()))
    card = Listed(rows=tuple(layout.card_columns))
    return Sheet(number=layout.number, name=layout.name, sizes=layout.sizes, card=card)


def typed(sent: Mapping[str, str]) -> Sheet:
    """Read what was sent, and do what the pressed button of the list says."""
    rows: list[str] = []
    while f"card-{len(rows)}" in sent and len(rows) <= layouts.MAX_CARD:
        rows.append(sent[f"card-{len(rows)}"])
    before = ordered.earlier(sent.get("before", ""), is_row=lambda row: isinstance(row, str))
    listed = Listed(rows=tuple(rows), before=before)
    added = [sent["column"]] if sent.get("column") else []
    return Sheet(
        number=sent.get("number", "").strip(),
        name=sent.get("name", "").strip(),
        sizes={size: _size(sent, size) for size in layouts.SIZES},
        card=ordered.done(listed, sent.get("do", ""), new=added),
    )


def _size(sent: Mapping[str, str], size: str) -> dict[str, Any]:
    columns = {
        name: _whole(sent.get(f"{name}-{size}", "")) or layouts.USUAL[screen][size]
        for screen, name in layouts.COLUMNS_OF.items()
    }
    zones = {zone: sent.get(f"{zone}-{size}") or None for zone in layouts.ZONES}
    return {**columns, "zones": zones}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def document_of(sheet: Sheet) -> dict[str, Any]:
    """Return the layout as configuration holds it."""
    named = {"number": sheet.number, "name": sheet.name}
    return {**named, "sizes": sheet.sizes, "card_columns": list(sheet.card.rows)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The controls of a screen: for each size its title and its fields."""

    code: str
    title: str
    sizes: tuple[tuple[str, tuple[Field, ...]], ...]


def screens_of(sheet: Sheet) -> list[Group]:
    """Return the controls of each screen, size by size, the widest first."""
    rows = list(ButtonGrid.objects.order_by("name"))
    return [
        Group(
            code=screen,
            title=title,
            sizes=tuple(
                (name, tuple(_fields(sheet.sizes.get(size, {}), size, screen, rows)))
                for size, name in words.sizes().items()
            ),
        )
        for screen, title in words.screen_names().items()
    ]


def _fields(
    given: Mapping[str, Any], size: str, screen: Screen, rows: Iterable[ButtonGrid]
) -> Iterable[Field]:
    """Yield a choice of grids for each zone, then the tiles in a row.

    Offered are the grids whose operations may all stand on the screen (AR-004), and what stands.
    """
    chosen, names = given.get("zones", {}), words.zones()
    for zone in layouts.ZONES_OF[screen]:
        stands = chosen.get(zone) or ""
        fitting = [
            (str(row.id), named(row))
            for row in rows
            if str(row.id) == stands or not layouts.misplaced(row.buttons, screen)
        ]
        grids = options([("", "–"), *fitting], stands)
        label = names[zone] if len(layouts.ZONES_OF[screen]) > 1 else _("Button grid")
        yield Field(name=f"{zone}-{size}", label=label, options=grids, kind="zone")
    columns = layouts.COLUMNS_OF[screen]
    counts = [(str(n), str(n)) for n in range(1, layouts.MAX_COLUMNS + 1)]
    picked = options(counts, str(given.get(columns, layouts.USUAL[screen][size])))
    yield Field(name=f"{columns}-{size}", label=_("Tiles in a row"), options=picked, kind="zone")


def card_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the columns of the customer card as the page shows them."""
    names, last = words.columns(), len(sheet.card.rows) - 1
    return [
        {
            "at": at,
            "place": at + 1,
            "code": code,
            "title": names.get(code, code),
            "is_first": at == 0,
            "is_last": at == last,
            "focus": focus_of(sheet.card, at),
        }
        for at, code in enumerate(sheet.card.rows)
    ]


def column_pairs(sheet: Sheet) -> list[tuple[str, str]]:
    """List the columns that are not on the card yet."""
    return [pair for pair in words.columns().items() if pair[0] not in sheet.card.rows]
