"""How a grid will look on each size of screen, and which labels are too long in which language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tillbook.hq.layouts import words
from tillbook.stores.rules import layouts
from tillbook.stores.rules.layouts import Button
from tillbook.stores.rules.pos_operations import CATALOG, Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A tile as the preview shows it."""

    label: str
    icon: str
    colour: str
    span: int
    is_too_long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A zone on one size of screen."""

    #: The size in words.
    size: str
    zone: str
    columns: int
    tiles: tuple[Sample, ...]
    #: Screen and zone in words; empty where a grid stands alone.
    place: str = ""


def picture(
    buttons: Iterable[Mapping[str, Any]],
    *,
    size: str,
    columns: int,
    language: str,
    zone: str = "tiles",
    place: str = "",
) -> Picture:
    """Return a grid on a size of screen, in a language."""
    screen = layouts.screen_of(zone)
    tiles = tuple(_sample(layouts.button(one), columns, language, screen) for one in buttons)
    title = words.sizes()[size]
    return Picture(size=title, zone=zone, columns=columns, tiles=tiles, place=place)


def pictures(layout: Mapping[str, Any], language: str) -> Iterator[Picture]:
    """Yield each zone of a resolved layout that shows something, screen by screen, widest first."""
    names, zones = words.screen_names(), words.zones()
    for screen, size, zone in _places():
        given = layout["sizes"][size]
        if buttons := given["zones"][zone]:
            place = names[screen]
            yield picture(
                buttons,
                size=size,
                columns=given[layouts.COLUMNS_OF[screen]],
                language=language,
                zone=zone,
                place=f"{place} · {zones[zone]}" if len(layouts.ZONES_OF[screen]) > 1 else place,
            )


def _places() -> Iterator[tuple[Screen, str, str]]:
    for screen, zones in layouts.ZONES_OF.items():
        for size in words.sizes():
            for zone in zones:
                yield screen, size, zone


def layout_remarks(layout: Mapping[str, Any]) -> list[str]:
    """Say which labels of a resolved layout are too long on the sizes that show them."""
    found = [
        text
        for screen, size, zone in _places()
        for one in layout["sizes"][size]["zones"][zone]
        for text in remarks(
            layouts.button(one),
            {
                name: layout["sizes"][name][layouts.COLUMNS_OF[screen]]
                for name in layouts.SIZES
                if one in layout["sizes"][name]["zones"][zone]
            },
            screen=screen,
        )
    ]
    return list(dict.fromkeys(found))


def _sample(button: Button, columns: int, language: str, screen: Screen) -> Sample:
    known = CATALOG.get(button.operation)
    label = label_of(button, language)
    return Sample(
        label=label,
        icon=button.icon or (known.icon if known else "circle"),
        colour=button.colour,
        span=button.span,
        is_too_long=not layouts.fits(label, span=min(button.span, columns), screen=screen),
    )


def label_of(button: Button, language: str) -> str:
    """Return what a tile says in a language."""
    known = CATALOG.get(button.operation)
    return button.label_in(language) or (known.name(language) if known else str(button.operation))


def remarks(
    button: Button,
    columns: Mapping[str, int] | None = None,
    *,
    screen: Screen = Screen.WELCOME,
) -> list[str]:
    """Say in which languages a label is too long for its tile, and in which it is missing.

    `columns` are the tiles in a row by the sizes that show it; the usual ones where none are given.
    """
    return [*_too_long(button, columns or layouts.USUAL[screen], screen), *_missing(button)]


def _too_long(button: Button, columns: Mapping[str, int], screen: Screen) -> Iterable[str]:
    for language, name in words.LANGUAGES.items():
        label = label_of(button, language)
        sizes = [
            title
            for size, title in words.sizes().items()
            if size in columns
            and not layouts.fits(label, span=min(button.span, columns[size]), screen=screen)
        ]
        if sizes:
            given = {"label": label, "language": name, "sizes": ", ".join(sizes)}
            yield _("“%(label)s” (%(language)s) is too long for two lines: %(sizes)s") % given


def _missing(button: Button) -> Sequence[str]:
    if not button.label:
        return ()
    return [
        _("No label in %(language)s: “%(label)s” is shown")
        % {"language": words.LANGUAGES[language], "label": button.label}
        for language in layouts.LANGUAGES
        if not button.translations.get(language)
    ]


def language_of(request: HttpRequest) -> str:
    """Return the language of the preview: the one chosen, else the page's."""
    chosen = request.POST.get("do", "").removeprefix("show-")
    kept = request.POST.get("shown", "")
    page = {"en": "en", "sv": "sv", "zh-hans": "zh-Hans"}.get(request.LANGUAGE_CODE or "", "en")
    return next((one for one in (chosen, kept, page) if one in words.LANGUAGES), "en")
