"""The form of a screen layout: what it shows, what was typed, and the document that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tillbook.hq.layouts import ordered, words
from tillbook.hq.layouts.grid_form import focus_of
from tillbook.hq.layouts.ordered import Listed
from tillbook.screens.controls import Field, options
from tillbook.stores.layouts.models import ButtonGrid, ScreenLayout
from tillbook.stores.rules import layouts


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
    listed = Listed(rows=tuple(rows), before=ordered.earlier(sent.get("before", "")))
    added = [sent["column"]] if sent.get("column") else []
    return Sheet(
        number=sent.get("number", "").strip(),
        name=sent.get("name", "").strip(),
        sizes={size: _size(sent, size) for size in layouts.SIZES},
        card=ordered.done(listed, sent.get("do", ""), new=added),
    )


def _size(sent: Mapping[str, str], size: str) -> dict[str, Any]:
    columns = sent.get(f"columns-{size}", "")
    is_number = columns.isascii() and columns.isdecimal() and len(columns) < 4
    return {
        "columns": int(columns) if is_number else layouts.USUAL_COLUMNS[size],
        "zones": {zone: sent.get(f"{zone}-{size}") or None for zone in layouts.ZONES},
    }


def document_of(sheet: Sheet, *, is_new: bool) -> dict[str, Any]:
    """Return the layout as configuration holds it."""
    number = {"number": sheet.number} if is_new else {}
    document = {"name": sheet.name, "sizes": sheet.sizes, "card_columns": list(sheet.card.rows)}
    return {**number, **document}


def sizes_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the controls of each size, the widest first."""
    return [
        {"size": size, "title": title, "fields": list(_fields(sheet.sizes.get(size, {}), size))}
        for size, title in words.sizes().items()
    ]


def _fields(given: Mapping[str, Any], size: str) -> list[Field]:
    columns = str(given.get("columns", layouts.USUAL_COLUMNS[size]))
    counts = [(str(n), str(n)) for n in range(1, layouts.MAX_COLUMNS + 1)]
    grids = [("", "–"), *((str(row.id), row.name) for row in ButtonGrid.objects.order_by("name"))]
    chosen = given.get("zones", {})
    made = [
        Field(
            name=f"{zone}-{size}",
            label=name,
            options=options(grids, chosen.get(zone) or ""),
            kind="zone",
        )
        for zone, name in words.zones().items()
    ]
    picked = options(counts, columns)
    return [
        *made,
        Field(name=f"columns-{size}", label=_("Tiles in a row"), options=picked, kind="zone"),
    ]


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
