"""A pseudo language for tests: accents, brackets, and longer by two fifths. Nobody ships it."""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import override_settings

#: It stands in the place of a language that CLDR and Django know and Tillbook does not speak.
CODE = "fi"
OPEN, CLOSE = "⟦", "⟧"
_LOCALES = ("sv", "zh_Hans")
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%[a-z%]|\{[^{}]*\}|<[^>]+>|&#?\w+;|\n)")
_ACCENTS = str.maketrans("cdlnrstyCDLNRSTY", "çđłñřšťýÇĐŁÑŘŠŤÝ")
_VOWELS = {"a": "áá", "e": "éé", "i": "íí", "o": "óó", "u": "úú"}
_VOWELS |= {"A": "Áá", "E": "Éé", "I": "Íí", "O": "Óó", "U": "Úú"}

_LETTERS = frozenset("".join(_VOWELS.values())) | frozenset(map(chr, _ACCENTS.values()))


def pseudo(text: str) -> str:
    """Put a text into the pseudo language; placeholders and markup stay what they are."""
    parts = _KEPT.split(text)
    parts[::2] = [_lengthened(part) for part in parts[::2]]
    return f"{OPEN}{''.join(parts)}{CLOSE}"


def _lengthened(text: str) -> str:
    """Double the vowels: that is two letters in five."""
    return "".join(_VOWELS.get(letter, letter) for letter in text).translate(_ACCENTS)


def is_pseudo(word: str) -> bool:
    """Tell whether a word is one of the pseudo language."""
    return any(letter in _LETTERS for letter in word)


@cache
def catalogs() -> list[dict[str, Catalog]]:
    """Read our own catalogs and Django's, by language."""
    roots = [*map(Path, settings.LOCALE_PATHS), Path(django.__path__[0]) / "conf" / "locale"]
    configs = apps.get_app_configs()
    roots += [Path(app.path) / "locale" for app in configs if app.name.startswith("django.")]
    return [
        {locale: _read(root / locale / "LC_MESSAGES" / "django.po") for locale in _LOCALES}
        for root in roots
        if (root / _LOCALES[0]).exists()
    ]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def ids_of(message: Message) -> tuple[str, ...]:
    """Return the source texts of a message: one, or one for each number."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def made() -> Catalog:
    """Make the pseudo catalog of what is translated into every language of the product."""
    catalog = Catalog(locale=CODE, fuzzy=False)
    for languages in catalogs():
        first, *others = languages.values()
        for message in first:
            keys = [other.get(message.id, message.context) for other in (first, *others)]
            if message.id and all(key and key.string and not key.fuzzy for key in keys):
                texts = tuple(map(pseudo, ids_of(message)))
                string = texts if len(texts) > 1 else texts[0]
                catalog.add(message.id, string, context=message.context)
    return catalog


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let the product speak the pseudo language as one more; its catalog lies in the folder."""
    path = folder / CODE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, made())
    languages = [*settings.LANGUAGES, (CODE, "Pseudo")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[str(folder), *settings.LOCALE_PATHS]):
        yield
    shutil.rmtree(folder)


def texts_by_language(rows: Iterable[Model]) -> Iterator[tuple[Any, str]]:
    """Yield the rows that hold texts by language, each with the name of such a field."""
    for row in rows:
        for field in row._meta.concrete_fields:
            texts = getattr(row, field.attname)
            if isinstance(texts, dict) and "sv" in texts:
                yield row, field.name


def translate_stored(*aliases: str) -> None:
    """Put the pseudo language beside the others where the databases hold texts by language."""
    for alias, model in product(aliases, apps.get_models()):
        rows = model._default_manager.using(alias)
        for row, name in texts_by_language(rows.all()):
            texts = getattr(row, name)
            told = texts | {CODE: _of_all(texts["sv"])}
            rows.filter(pk=row.pk).update(**{name: told})


def _of_all(texts: object) -> object:
    if isinstance(texts, dict):
        return {key: _of_all(text) for key, text in texts.items()}
    return pseudo(texts) if isinstance(texts, str) and texts else texts
