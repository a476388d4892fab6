"""The law of screen layouts and button grids: sizes, zones, colours, and how long a label may be."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Kinds of screens, the narrowest first.
SIZES = ("compact", "standard", "wide")
#: Places of the welcome screen that hold a button grid: the tiles, and a row of small ones below.
ZONES = ("tiles", "strip")
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
#: How many tiles stand in a row where nothing else is said.
USUAL_COLUMNS: Mapping[str, int] = {"compact": 1, "standard": 2, "wide": 4}
#: A line of a tile that is one column wide, in Latin characters; a Chinese one takes more room.
_LINE, _LINES = 22.0, 2
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


#: What a register shows to whom nobody has given a layout.
BUILT_IN: Mapping[str, Any] = {
    "name": "",
    "sizes": {
        size: {
            "columns": USUAL_COLUMNS[size],
            "zones": {
                "tiles": [
                    {"operation": 612, "colour": "brand", "span": 2},
                    {"operation": 602},
                    {"operation": 9001},
                ],
                "strip": [],
            },
        }
        for size in SIZES
    },
    "card": [],
}


def resolve(layout: Mapping[str, Any], grids: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return a layout with the buttons of its grids in their places, every size filled.

    `grids` are the buttons by the id of the grid. A size that shows nothing takes what the next
    narrower one shows, else the next wider; where no size shows anything the built-in one holds.
    """
    filled = {size: _filled(layout["sizes"].get(size, {}), size, grids) for size in SIZES}
    showing = [size for size in SIZES if any(filled[size]["zones"].values())]
    if not showing:
        return {**BUILT_IN, "name": layout["name"], "card": list(layout["card_columns"])}
    sizes = {
        size: {**filled[size], "zones": filled[_nearest(size, showing)]["zones"]} for size in SIZES
    }
    return {"name": layout["name"], "sizes": sizes, "card": list(layout["card_columns"])}


def _filled(
    given: Mapping[str, Any], size: str, grids: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    chosen = given.get("zones", {})
    zones = {zone: list(grids.get(chosen.get(zone) or "", ())) for zone in ZONES}
    return {"columns": given.get("columns", USUAL_COLUMNS[size]), "zones": zones}


def _nearest(size: str, showing: Sequence[str]) -> str:
    at = SIZES.index(size)
    narrower = [one for one in showing if SIZES.index(one) <= at]
    return narrower[-1] if narrower else showing[0]


def fits(label: str, *, span: int = 1) -> bool:
    """Tell whether a tile shows a label whole: two lines of 22 Latin or 10 Chinese characters."""
    return lines_of(label, room=_LINE * span) <= _LINES


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
