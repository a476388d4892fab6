"""What may stand on a page of the pseudo language without being translated: names and codes."""

import re
import zoneinfo
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from babel import Locale
from django.apps import apps
from django.conf import settings

from tests.crawl.pseudo import CODE, catalogs, ids_of, is_pseudo, texts_by_language
from tillbook.customers.rules import identifiers

Words = tuple[str, ...]
_WORD = re.compile(r"[^\W\d_]+")
#: Ids, references, versions, currencies and countries.
_CODE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z0-9]{6}\b|\b\w*\d\w*\b")
_SHORT_CODE = re.compile(r"[A-Z]{2,3}|\w")
#: What a stored text leaves open.
_GAP = re.compile(r"\{\w*\}")


class Plain:
    """The names and codes of an installation, and what CLDR says in the language."""

    def __init__(self, *more: str) -> None:
        translated = {words_of(text) for text in _sources()}
        stored = list(_stored())
        data = {words_of(text) for text in (*stored, *_of_cldr())} - translated
        parts = (part for text in stored if _GAP.search(text) for part in _GAP.split(text))
        schemes = (scheme.name for scheme in identifiers.SCHEMES.values())
        names = (
            *more,
            *parts,
            *schemes,
            *zoneinfo.available_timezones(),
            *dict(settings.LANGUAGES).values(),
        )
        self._known = data | {words_of(name) for name in names}
        self._longest = max(map(len, self._known))

    def foreign(self, text: str) -> list[str]:
        """Return the words that are neither translated nor data."""
        found: list[str] = []
        words = _WORD.findall(_CODE.sub(" ", _GAP.sub(" ", text)))
        while words:
            length = self._length_of_known(words)
            if not length and not _SHORT_CODE.fullmatch(words[0]) and not is_pseudo(words[0]):
                found.append(words[0])
            words = words[length or 1 :]
        return found

    def _length_of_known(self, words: list[str]) -> int:
        first = tuple(word.casefold() for word in words[: self._longest])
        return next((n for n in range(len(first), 0, -1) if first[:n] in self._known), 0)


def words_of(text: str) -> Words:
    """Return the words of a text in small letters."""
    return tuple(word.casefold() for word in _WORD.findall(_CODE.sub(" ", text)))


def _sources() -> Iterator[str]:
    for languages in catalogs():
        for message in languages["sv"]:
            yield from ids_of(message)


def _stored() -> Iterator[str]:
    """Yield every text that the database holds but names of fields, and names told by language."""
    rows = [row for model in apps.get_models() for row in model._default_manager.all()]
    fields = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    told = {getattr(row, name.removesuffix("s"), "") for row, name in texts_by_language(rows)}
    values = [getattr(row, field.attname) for row in rows for field in row._meta.concrete_fields]
    yield from set(_strings(values)) - fields - told


def _of_cldr() -> Iterator[str]:
    data = Locale.parse(CODE)._data  # noqa: SLF001  (everything that CLDR says in the language)
    for text in _strings(data):
        yield from _GAP.split(text)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, UUID):
        yield str(value)
    elif hasattr(value, "items"):
        for key, below in value.items():
            yield from _strings(below)
            if isinstance(key, str) and len(key) < 5:
                yield key
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for below in value:
            yield from _strings(below)
