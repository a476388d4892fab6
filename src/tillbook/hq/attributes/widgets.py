"""Controls of attributes: ordered lists, texts side by side in every language, a live preview."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from tillbook.attributes.rules import values
from tillbook.attributes.rules.definitions import TEXTS, Definition
from tillbook.foundation.checks import Finding
from tillbook.hq.consents.words import LANGUAGES

#: The languages beside the one that everything is written in.
OTHERS = {code: name for code, name in LANGUAGES.items() if code != "en"}


def offered(by_language: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in languages that the pages show."""
    return {code: one for code, one in by_language.items() if code in OTHERS}


def not_offered(by_language: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in other languages: it came with an import, and must not be lost."""
    return {code: one for code, one in by_language.items() if code not in OTHERS}


_LIMITS = {"friendly_name": 80, "description": 250, "help_text": 250}


class _Values(forms.Widget):
    template_name = "hq/attributes/values.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [_shown_value(row) for row in value or ()]
        return context | {"rows": rows, "blank": _shown_value({}), "languages": OTHERS}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        columns = {part: data.getlist(f"{name}-{part}") for part in ("code", "name", *OTHERS)}
        rows = [
            {part: columns[part][at].strip() for part in columns if at < len(columns[part])}
            for at in range(len(columns["name"]))
        ]
        added = data.get(f"{name}-add", "").strip()
        rows += [{"code": "", "name": added}] if added else []
        return list(_coded([row for row in rows if any(row.values())]))

    def format_value(self, value: Any) -> str:
        return ", ".join(row["name"] for row in value or ())

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-add"


def _shown_value(row: Mapping[str, Any]) -> dict[str, Any]:
    translated = row.get("translations") or {}
    return {
        "code": row.get("code", ""),
        "name": row.get("name", ""),
        "translations": [
            {"code": code, "language": name, "text": translated.get(code, "")}
            for code, name in OTHERS.items()
        ],
    }


def _coded(rows: Iterable[Mapping[str, str]]) -> Iterable[dict[str, Any]]:
    """Give a value without a code one of its own: from its name, or the next free number."""
    rows = list(rows)
    taken = {row.get("code", "") for row in rows}
    for row in rows:
        code = row.get("code", "")
        if not code:
            start = slugify(row.get("name", ""))[:40] or "value"
            number = 2
            code = start
            while code in taken:
                code, number = f"{start}-{number}", number + 1
            taken.add(code)
        translations = {language: row[language] for language in OTHERS if row.get(language)}
        yield {"code": code, "name": row.get("name", ""), "translations": translations}


class ValuesField(forms.Field):
    """The values of a fixed list, in order."""

    widget = _Values

    def clean(self, value: Any) -> Any:
        return list(value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != list(data or ())


class _Texts(forms.Widget):
    template_name = "hq/attributes/texts.html"
    labels: Mapping[str, Any] = {}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given, others = value or {}, (value or {}).get("translations") or {}
        rows = [
            {
                "name": text,
                "label": self.labels.get(text, text),
                "limit": _LIMITS[text],
                "base": given.get(text, ""),
                "others": [
                    {"code": code, "text": (others.get(code) or {}).get(text, "")}
                    for code in OTHERS
                ],
            }
            for text in TEXTS
        ]
        return context | {"rows": rows, "languages": LANGUAGES}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        return texts_of(data, name)

    def format_value(self, value: Any) -> str:
        given = value or {}
        by_language = (given, *(given.get("translations") or {}).values())
        return " · ".join(texts[name] for texts in by_language for name in TEXTS if texts.get(name))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-friendly_name-en"


def texts_of(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Read the texts of a form: the base ones, and those of other languages."""

    def text(part: str, language: str) -> str:
        return str(data.get(f"{name}-{part}-{language}", "")).strip()

    translated = {code: {part: text(part, code) for part in TEXTS} for code in OTHERS}
    base: dict[str, Any] = {part: text(part, "en") for part in TEXTS}
    filled = {
        code: {part: words for part, words in texts.items() if words}
        for code, texts in translated.items()
    }
    return base | {"translations": {code: texts for code, texts in filled.items() if texts}}


class TextsField(forms.Field):
    """Friendly name, description and help in every language."""

    widget = _Texts

    def __init__(self, *, labels: Mapping[str, Any], label: Any) -> None:
        super().__init__(label=label, required=False)
        self.widget.labels = labels

    def clean(self, value: Any) -> Any:
        return dict(value or {})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return dict(initial or {}) != dict(data or {})


class _Lines(forms.Widget):
    template_name = "hq/attributes/lines.html"
    definitions: Mapping[str, Definition] = {}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"rows": self._rows(value), "definitions": self.definitions.values()}

    def _rows(self, value: Any) -> list[dict[str, Any]]:
        return [
            {"definition": one, "default": default_text(line.get("default"), one)}
            for line in value or ()
            if (one := self.definitions.get(line["attribute"])) is not None
        ]

    def format_value(self, value: Any) -> str:
        return ", ".join(
            ": ".join(filter(None, (row["definition"].label, row["default"])))
            for row in self._rows(value)
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        ids, defaults = data.getlist(f"{name}-attribute"), data.getlist(f"{name}-default")
        rows = dict(zip(ids, defaults, strict=False))
        if added := data.get(f"{name}-add"):
            rows.setdefault(added, "")
        return [{"attribute": id, "default": text.strip() or None} for id, text in rows.items()]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-add"


class LinesField(forms.Field):
    """The attributes of a group in order, each with a default of its own."""

    widget = _Lines

    def offer(self, definitions: Iterable[Definition]) -> None:
        """Say which attributes there are."""
        self.widget.definitions = {one.id: one for one in definitions}

    def clean(self, value: Any) -> Any:
        known = self.widget.definitions
        return [
            line | {"default": read_default(line["default"], known[line["attribute"]])}
            if line["attribute"] in known
            else line
            for line in value or ()
        ]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or ()) != self.clean(data))


def default_text(value: Any, definition: Definition) -> str:
    """Write a default as it is typed: of a list, the value's name."""
    if value is None:
        return ""
    option = definition.option(value)
    return option.name if option else str(value)


def read_default(text: Any, definition: Definition) -> Any:
    """Read a default in stored form, of a list by its name in any language.

    What cannot be read stays as it was typed, to be refused.
    """
    if text in (None, ""):
        return None
    named = {name: option.code for option in definition.options for name in option.names}
    # The page's own language goes first where two languages share a word.
    named |= {option.name: option.code for option in definition.options}
    given = named.get(text, text)
    found = values.read(given, definition)
    return given if isinstance(found, Finding) else found
