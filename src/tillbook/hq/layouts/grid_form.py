"""The form of a button grid: what it shows, what was typed, and the document that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from tillbook.hq import choices, ordered
from tillbook.hq.layouts import preview, words
from tillbook.hq.ordered import Listed
from tillbook.screens.controls import options
from tillbook.stores.layouts.models import ButtonGrid
from tillbook.stores.layouts.queries import user_operations
from tillbook.stores.rules import layouts
from tillbook.stores.rules.pos_operations import CATALOG, PosOperation, Screen

#: Control -> language of a label; the first one is the label itself.
LABELS = {"label": "en", "label_sv": "sv", "label_zh": "zh-Hans"}
_PARTS = ("operation", *LABELS, "icon", "colour", "span")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands in the form."""

    number: str
    name: str
    #: Buttons as a grid holds them.
    buttons: Listed


def shown(grid: ButtonGrid | None) -> Sheet:
    """Return the form as a grid stands; None is a new one."""
    if grid is None:
        return Sheet(number="", name="", buttons=Listed(rows=()))
    return Sheet(number=grid.number, name=grid.name, buttons=Listed(rows=tuple(grid.buttons)))


def typed(sent: Mapping[str, str]) -> Sheet:
    """Read what was sent, and do what the pressed button of the list says."""
    rows: list[dict[str, Any]] = []
    while f"operation-{len(rows)}" in sent and len(rows) <= layouts.MAX_BUTTONS:
        rows.append(_button({part: sent.get(f"{part}-{len(rows)}", "") for part in _PARTS}))
    listed = Listed(rows=tuple(rows), before=_earlier(sent))
    added = [_button({"operation": sent.get("operation", "")})] if sent.get("operation") else []
    return Sheet(
        number=sent.get("number", "").strip(),
        name=sent.get("name", "").strip(),
        buttons=ordered.done(listed, sent.get("do", ""), new=added),
    )


def _earlier(sent: Mapping[str, str]) -> tuple[ordered.Rows, ...]:
    return ordered.earlier(sent.get("before", ""), is_row=_is_button)


def _is_button(row: Any) -> bool:
    """Tell whether a row is of the form that `_button` makes."""
    made: dict[str, Any] = _button({"operation": ""})
    return (
        isinstance(row, dict)
        and row.keys() == made.keys()
        and all(type(row[part]) is type(made[part]) for part in made)
        and all(isinstance(text, str) for text in row["translations"].values())
    )


def _button(given: Mapping[str, str]) -> dict[str, Any]:
    texts = {
        language: text
        for control, language in LABELS.items()
        if language != "en" and (text := given.get(control, "").strip())
    }
    return {
        "operation": _whole(given["operation"]),
        "label": given.get("label", "").strip(),
        "translations": texts,
        "icon": given.get("icon", ""),
        "colour": given.get("colour", "") or "plain",
        "span": _whole(given.get("span", "")) or 1,
    }


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def document_of(sheet: Sheet) -> dict[str, Any]:
    """Return the grid as configuration holds it."""
    return {"number": sheet.number, "name": sheet.name, "buttons": list(sheet.buttons.rows)}


def screen_of(sheet: Sheet) -> Screen:
    """Return the screen that a grid is made for: the first one on which all may stand."""
    rows = sheet.buttons.rows
    return next((one for one in Screen if not layouts.misplaced(rows, one)), Screen.TRANSACTION)


def rows_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the rows of the list as the page shows them."""
    return [_row(at, document, sheet.buttons) for at, document in enumerate(sheet.buttons.rows)]


def _row(at: int, document: Mapping[str, Any], listed: Listed) -> dict[str, Any]:
    button = layouts.button(document)
    return {
        "at": at,
        "place": at + 1,
        "title": preview.label_of(button, get_language() or "en"),
        "operations": options(operation_pairs(), str(button.operation)),
        "labels": [
            {
                "name": f"{control}-{at}",
                "language": words.LANGUAGES[language],
                "code": language,
                "value": _own_label(document, language),
                "usual": _usual(button.operation, language),
            }
            for control, language in LABELS.items()
        ],
        "icons": options(list(words.icons().items()), button.icon),
        "colours": options(list(words.colours().items()), button.colour),
        "spans": options(
            [(str(n), str(n)) for n in range(1, layouts.MAX_SPAN + 1)], str(button.span)
        ),
        "is_first": at == 0,
        "is_last": at == len(listed.rows) - 1,
        "focus": focus_of(listed, at),
    }


def focus_of(listed: Listed, at: int) -> str:
    """Return which control of a row takes the cursor: the one pressed, or its twin at an end."""
    if listed.at != at:
        return ""
    if listed.act == "up" and at == 0:
        return "down"
    if listed.act == "down" and at == len(listed.rows) - 1:
        return "up"
    return listed.act


def _own_label(document: Mapping[str, Any], language: str) -> str:
    if language == "en":
        return str(document.get("label", ""))
    return str(document.get("translations", {}).get(language, ""))


def _usual(operation: int, language: str) -> str:
    return CATALOG[operation].name(language) if operation in CATALOG else ""


def operation_pairs() -> choices.Pairs:
    """List the operations that may be put on a button (AR-005), with the only screen of some."""
    return [(str(one.number), _titled(one)) for one in user_operations()]


def _titled(known: PosOperation) -> str:
    title = f"{known.number} · {words.operation(known)}"
    return title if len(known.screens) > 1 else f"{title} ({words.screens(known)})"


def remarks_of(sheet: Sheet) -> list[str]:
    """Say which labels are too long or missing, button by button."""
    screen = screen_of(sheet)
    return [
        f"{place}. {text}"
        for place, document in enumerate(sheet.buttons.rows, 1)
        for text in preview.remarks(layouts.button(document), screen=screen)
    ]
