"""How a grid will look on each size of screen, and which labels are too long in which language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tillbook.hq.layouts import words
from tillbook.stores.rules import layouts
from tillbook.stores.rules.layouts import Button
from tillbook.stores.rules.pos_operations import CATALOG


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

    size: str
    zone: str
    columns: int
    tiles: tuple[Sample, ...]
    zone_name: str = ""


def picture(
    buttons: Iterable[Mapping[str, Any]], *, size: str, columns: int, language: str, zone: str = ""
) -> Picture:
    """Return a grid on a size of screen, in a language."""
    tiles = tuple(_sample(layouts.button(one), columns, language) for one in buttons)
    name = words.zones().get(zone, "")
    return Picture(size=size, zone=zone, columns=columns, tiles=tiles, zone_name=name)


def _sample(button: Button, columns: int, language: str) -> Sample:
    known = CATALOG.get(button.operation)
    label = label_of(button, language)
    return Sample(
        label=label,
        icon=button.icon or (known.icon if known else "circle"),
        colour=button.colour,
        span=button.span,
        is_too_long=not layouts.fits(label, span=min(button.span, columns)),
    )


def label_of(button: Button, language: str) -> str:
    """Return what a tile says in a language."""
    known = CATALOG.get(button.operation)
    return button.label_in(language) or (known.name(language) if known else str(button.operation))


def remarks(button: Button, columns: Mapping[str, int] = layouts.USUAL_COLUMNS) -> list[str]:
    """Say in which languages a label is too long for its tile, and in which it is missing."""
    return [*_too_long(button, columns), *_missing(button)]


def _too_long(button: Button, columns: Mapping[str, int]) -> Iterable[str]:
    for language, name in words.LANGUAGES.items():
        label = label_of(button, language)
        sizes = [
            words.sizes()[size]
            for size in reversed(layouts.SIZES)
            if not layouts.fits(label, span=min(button.span, columns[size]))
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
