"""Checks of documents of configuration: codes and fields only, the words live with the screens."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency

from tillbook.foundation import countries


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that keeps a document from being saved."""

    #: Stable, for example "field.required".
    code: str
    field: str
    params: Mapping[str, str] = made(default_factory=dict)


Fields = Mapping[str, Any]
#: Looks at one field of a document.
Check = Callable[[Fields, str], Iterator[Finding]]

_CODE = re.compile(r"[\w](?:[\w.\-]*\w)?")
#: Addresses of pages use these words where a code would stand.
_RESERVED = frozenset({"new", "add"})


def findings(document: Fields, checks: Mapping[str, Check]) -> Iterator[Finding]:
    """Look at each named field, in this order; at most one finding per field."""
    for name, check in checks.items():
        yield from _first(check(document, name))


def _first(found: Iterator[Finding]) -> Iterator[Finding]:
    for finding in found:
        yield finding
        return


def unknown(given: Mapping[str, Any], known: Iterable[str], *, field: str) -> Iterator[Finding]:
    """Name what stands inside a field and nobody would read: it may be misspelt."""
    for name in sorted(set(given).difference(known)):
        yield Finding(code="field.unknown", field=field, params={"name": name})


def text(limit: int, *, required: bool = False) -> Check:
    """Ask for one line of at most so many characters."""

    def check(document: Fields, name: str) -> Iterator[Finding]:
        value = document.get(name, "")
        if not isinstance(value, str):
            yield Finding(code="field.invalid", field=name)
            return
        if required and is_blank(value):
            yield Finding(code="field.required", field=name)
        if len(value) > limit:
            yield Finding(code="field.too_long", field=name, params={"limit": str(limit)})
        if has_control(value):
            yield Finding(code="control_character", field=name)

    return check


def is_blank(value: str) -> bool:
    """Tell whether nobody would see anything of a text: spaces, and letters without a shape."""
    return all(letter.isspace() or unicodedata.category(letter) == "Cf" for letter in value)


def has_control(value: str) -> bool:
    """Find control characters and lone surrogates, which no database and no screen can hold."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value)


def code(limit: int) -> Check:
    """Ask for a short name of letters, digits, and dots, hyphens or underscores within."""
    is_text = text(limit, required=True)

    def check(document: Fields, name: str) -> Iterator[Finding]:
        yield from is_text(document, name)
        value = document[name]
        if not _CODE.fullmatch(value):
            yield Finding(code="code.malformed", field=name)
        elif value.lower() in _RESERVED:
            yield Finding(code="code.reserved", field=name, params={"code": value})

    return check


def one_of(values: Iterable[str], *, usually: str = "") -> Check:
    """Ask for one of these texts; a document without the field means the usual one."""
    allowed = frozenset(values)

    def check(document: Fields, name: str) -> Iterator[Finding]:
        value = document.get(name, usually)
        if not isinstance(value, str) or value not in allowed:
            yield Finding(code="field.invalid", field=name)

    return check


def flag(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for true or false."""
    if not isinstance(document.get(name, False), bool):
        yield Finding(code="field.invalid", field=name)


def whole_number(*, least: int, most: int) -> Check:
    """Ask for a whole number within bounds."""

    def check(document: Fields, name: str) -> Iterator[Finding]:
        value = document.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            params = {"least": str(least), "most": str(most)}
            yield Finding(code="number.out_of_range", field=name, params=params)

    return check


def texts(limit: int, *, most: int) -> Check:
    """Ask for a list of different texts."""

    def check(document: Fields, name: str) -> Iterator[Finding]:
        value = document.get(name, [])
        if not isinstance(value, list) or len(value) > most or not _are_short(value, limit):
            yield Finding(code="field.invalid", field=name)
        elif len(set(value)) < len(value):
            yield Finding(code="field.repeated", field=name)

    return check


def _are_short(values: Iterable[object], limit: int) -> bool:
    return all(isinstance(one, str) and not is_blank(one) and len(one) <= limit for one in values)


def country(*, required: bool = False) -> Check:
    """Ask for a two-letter country or region."""
    return _known(2, "country.unknown", _is_country, required=required)


def currency(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for a three-letter currency."""
    return _known(3, "currency.unknown", is_currency, required=True)(document, name)


def language(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for a language that CLDR knows, such as sv or zh-Hans."""
    return _known(16, "language.unknown", _is_language, required=True)(document, name)


def time_zone(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for a time zone by its place, such as Europe/Stockholm."""
    return _known(40, "time_zone.unknown", _time_zones().__contains__, required=True)(
        document, name
    )


def _known(limit: int, unknown: str, knows: Callable[[str], bool], *, required: bool) -> Check:
    is_text = text(limit, required=required)

    def check(document: Fields, name: str) -> Iterator[Finding]:
        yield from is_text(document, name)
        value = document.get(name, "")
        if value and not knows(value):
            yield Finding(code=unknown, field=name)

    return check


def _is_country(value: str) -> bool:
    return value.isupper() and countries.is_known(value)


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=256)
def _is_language(value: str) -> bool:
    try:
        Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return False
    return True
