"""Keep the message catalogs: update merges new strings in, check fails on gaps. compile_messages.py compiles them."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tillbook"
LOCALES = ("sv", "zh_Hans")
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # a date in the header would change with every run
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def catalog_path(locale: str) -> Path:
    """Say where the catalog of a language lies."""
    return SOURCE / "locale" / locale / "LC_MESSAGES" / "django.po"


def python_text(path: Path) -> bytes:
    """Return the file as Python source; of a template only the calls that translate."""
    text = path.read_text(encoding="utf-8")
    return (text if path.suffix == ".py" else templatize(text, origin=str(path))).encode()


def sources() -> Iterator[Path]:
    """Yield every file that may hold a translatable string."""
    yield from sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html")])


def extracted() -> Catalog:
    """Collect every translatable string of the project, without line numbers: they only make noise in diffs."""
    found = Catalog(project="Tillbook", charset="utf-8", creation_date=UNDATED)
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for _, message, comments, context in extract(
            "python", io.BytesIO(python_text(path)), KEYWORDS
        ):
            found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def current(locale: str) -> Catalog:
    """Read the catalog of a language, empty when there is none yet."""
    path = catalog_path(locale)
    if not path.exists():
        return Catalog(locale=locale, project="Tillbook", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def untranslated(message: Message) -> bool:
    """Tell whether a form of the message is empty or only guessed."""
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return message.fuzzy or not all(strings)


def problems(locale: str, found: Catalog) -> Iterator[str]:
    """Yield a line for each string that is missing, left over, empty, fuzzy or has other placeholders."""
    have = current(locale)
    keys = {(message.id, message.context) for message in found if message.id}
    known = {(message.id, message.context): message for message in have if message.id}
    yield from (
        f"{locale}: not in the catalog, run update: {key[0]!r}" for key in keys - known.keys()
    )
    yield from (f"{locale}: no longer used, run update: {key[0]!r}" for key in known.keys() - keys)
    yield from (
        f"{locale}: not translated: {key[0]!r}"
        for key, message in known.items()
        if untranslated(message)
    )
    for message, errors in have.check():
        yield from (f"{locale}: {error}: {message.id!r}" for error in errors)


def update() -> int:
    """Merge the strings found into every catalog; what is no longer used goes."""
    found = extracted()
    for locale in LOCALES:
        catalog = current(locale)
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.header_comment = (
            f"# Tillbook, {catalog.locale_identifier}. Kept by scripts/messages.py."
        )
        catalog.creation_date = UNDATED
        catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Tillbook"
        path = catalog_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, include_lineno=False)
    return 0


def check() -> int:
    """Print what is wrong with the catalogs; 1 when something is."""
    found = extracted()
    lines = [line for locale in LOCALES for line in problems(locale, found)]
    print("\n".join(lines) or f"{len(found)} strings, all translated: {', '.join(LOCALES)}")
    return 1 if lines else 0


def main() -> int:
    """Run the action named on the command line."""
    settings.configure(USE_I18N=False)
    django.setup()
    actions = {"update": update, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        print(f"usage: {sys.argv[0]} {'|'.join(actions)}", file=sys.stderr)
        return 2
    return actions[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
