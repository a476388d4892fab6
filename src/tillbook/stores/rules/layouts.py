"""The law of screen layouts and button grids: sizes, screens, zones, colours, labels."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.stores.rules.pos_operations import CATALOG, Screen

#: Kinds of screens, the narrowest first.
SIZES = ("compact", "standard", "wide")
#: Places that hold a button grid: tiles and a row of small ones at the start, actions on a sale.
ZONES_OF: Mapping[Screen, tuple[str, ...]] = {
    Screen.WELCOME: ("tiles", "strip"),
    Screen.TRANSACTION: ("actions",),
}
ZONES = tuple(zone for zones in ZONES_OF.values() for zone in zones)
#: What a button may be coloured with: tokens of the design, never values.
COLOURS = ("plain", "brand", "green", "blue", "amber", "violet")
ICONS = tuple(
    """user-plus user users contact-round search refresh-cw plug credit-card tag receipt pencil
    history store building-2 phone mail map-pin clipboard-list layout-grid hash globe info
    circle""".split()
)
#: The languages in which a button may say something else; its own label holds in all others.
LANGUAGES = ("sv", "zh-Hans")
MAX_COLUMNS, MAX_SPAN, MAX_BUTTONS, MAX_LABEL, MAX_CARD = 6, 4, 24, 60, 12
#: What a size says of the tiles in a row on each screen.
COLUMNS_OF: Mapping[Screen, str] = {
    Screen.WELCOME: "columns",
    Screen.TRANSACTION: "action_columns",
}
#: How many tiles stand in a row where nothing else is said: screen -> size -> number.
USUAL: Mapping[Screen, Mapping[str, int]] = {
    Screen.WELCOME: {"compact": 1, "standard": 2, "wide": 4},
    Screen.TRANSACTION: {"compact": 2, "standard": 3, "wide": 4},
}
#: A line of a tile that is one column wide, in Latin characters; a Chinese one takes more room.
_LINE: Mapping[Screen, float] = {Screen.WELCOME: 22.0, Screen.TRANSACTION: 20.0}
_LINES = 2
_HAN = 2.2
_WIDE = frozenset({"W", "F"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A tile of a grid."""

    operation: int
    #: Empty: the operation's own name, in the reader's language.
    label: str = ""
    #: Language -> label.
    translations: Mapping[str, str]
    #: Empty: the operation's own.
    icon: str = ""
    colour: str = "plain"
    #: Columns that it takes, where there are so many.
    span: int = 1

    def label_in(self, language: str) -> str:
        """Return its label in a language; empty for the operation's own name."""
        wanted = language.lower()
        found = (text for code, text in self.translations.items() if code.lower() == wanted)
        return next(found, self.label) or self.label


def button(document: Mapping[str, Any]) -> Button:
    """Read a button as a grid holds it; what a newer release adds is left aside."""
    return Button(
        operation=document["operation"],
        label=document.get("label", ""),
        translations=document.get("translations", {}),
        icon=document.get("icon", ""),
        colour=document.get("colour", "plain"),
        span=document.get("span", 1),
    )


#: The layout that holds for a store that names none; planted with a grid for each screen.
DEFAULT_LAYOUT = UUID("0197a5c2-6a41-7d0e-9f3b-2c1d7e8a4b61")
DEFAULT_GRIDS: Mapping[str, UUID] = {
    "tiles": UUID("0197a5c2-6a41-7d0e-9f3b-2c1d7e8a4b62"),
    "actions": UUID("0197a5c2-6a41-7d0e-9f3b-2c1d7e8a4b63"),
}
#: The tiles of each zone that a register shows to whom nobody has given others.
BUILT_IN_TILES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "tiles": (
        {"operation": 612, "colour": "brand", "span": 2},
        {"operation": 602, "span": 2},
        {"operation": 9002, "span": 2},
        {"operation": 9003},
        {"operation": 9001},
    ),
    "strip": (),
    "actions": tuple({"operation": one} for one in (602, 612, 623, 603, 135, 503, 504)),
}
#: What the customer card shows where no layout says anything.
BUILT_IN_CARD = ("phone", "email", "customer_group", "note")


def built_in() -> dict[str, Any]:
    """Return the layout, with its buttons, of whom nobody has given one."""
    return resolve({"name": "", "sizes": {}, "card_columns": []}, {})


def resolve(layout: Mapping[str, Any], grids: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return a layout with the buttons of its grids in their places, every size and screen filled.

    `grids` are the buttons by the id of the grid. A size that shows nothing on a screen takes what
    the next narrower one shows there, else the next wider; where no size shows anything the
    built-in tiles hold. What an older release wrote says nothing of sales, and a newer one may
    name zones that are unknown here: both are left aside.
    """
    filled = {size: _filled(layout["sizes"].get(size, {}), grids) for size in SIZES}
    zones: dict[str, dict[str, list[Any]]] = {size: {} for size in SIZES}
    for named in ZONES_OF.values():
        for size in SIZES:
            zones[size] |= _shown(filled, size, named)
    sizes = {
        size: {**_columns(layout["sizes"].get(size, {}), size), "zones": zones[size]}
        for size in SIZES
    }
    card = list(layout["card_columns"] or BUILT_IN_CARD)
    return {"name": layout["name"], "sizes": sizes, "card": card}


def _filled(given: Mapping[str, Any], grids: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    chosen = given.get("zones", {})
    return {zone: list(grids.get(chosen.get(zone) or "", ())) for zone in ZONES}


def _columns(given: Mapping[str, Any], size: str) -> dict[str, int]:
    return {name: given.get(name, USUAL[screen][size]) for screen, name in COLUMNS_OF.items()}


def _shown(
    filled: Mapping[str, Mapping[str, list[Any]]], size: str, zones: Sequence[str]
) -> dict[str, list[Any]]:
    """Return the buttons of a screen's zones on a size."""
    showing = [one for one in SIZES if any(filled[one][zone] for zone in zones)]
    if not showing:
        return {zone: [dict(one) for one in BUILT_IN_TILES[zone]] for zone in zones}
    return {zone: filled[_nearest(size, showing)][zone] for zone in zones}


def _nearest(size: str, showing: Sequence[str]) -> str:
    at = SIZES.index(size)
    narrower = [one for one in showing if SIZES.index(one) <= at]
    return narrower[-1] if narrower else showing[0]


def misplaced(buttons: Iterable[Mapping[str, Any]], screen: Screen) -> list[int]:
    """Return which operations of a grid may not stand on a screen (AR-004)."""
    numbers = [one.get("operation", 0) for one in buttons]
    return [one for one in numbers if one in CATALOG and screen not in CATALOG[one].screens]


def screen_of(zone: str) -> Screen:
    """Return the screen that a zone belongs to."""
    return next(screen for screen, zones in ZONES_OF.items() if zone in zones)


def fits(label: str, *, span: int = 1, screen: Screen = Screen.WELCOME) -> bool:
    """Tell whether a tile shows a label whole: two lines of 22 Latin or 10 Chinese characters.

    The tiles of a sale stand beside its lines: 20 Latin or 9 Chinese characters.
    """
    return lines_of(label, room=_LINE[screen] * span) <= _LINES


def lines_of(label: str, *, room: float) -> int:
    """Return how many lines a label takes: broken between words, and between Chinese characters."""
    lines, used = 1, 0.0
    for word, has_gap in _words(label):
        width, gap = _width(word), 1.0 if has_gap and used else 0.0
        if used and used + gap + width > room:
            lines, used, gap = lines + 1, 0.0, 0.0
        used += gap + width
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def _words(label: str) -> Iterable[tuple[str, bool]]:
    """Yield what may not be broken, each with whether a gap stands before it."""
    for part in label.split():
        start, has_gap = 0, True
        for at, letter in enumerate(part):
            if unicodedata.east_asian_width(letter) in _WIDE:
                if part[start:at]:
                    yield part[start:at], has_gap
                    has_gap = False
                yield letter, has_gap
                start, has_gap = at + 1, False
        if part[start:]:
            yield part[start:], has_gap


def _width(word: str) -> float:
    return sum(_HAN if unicodedata.east_asian_width(one) in _WIDE else 1.0 for one in word)
