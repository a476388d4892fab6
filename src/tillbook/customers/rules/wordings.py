"""The words in which people are asked for their consent: versions that are added, never changed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: What a text may name: who asks, and the contact that it is about.
PLACEHOLDERS = ("company", "value")
#: The language that every wording has.
COMMON = "en"
LONGEST_TEXT = 1000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BRACE = re.compile(r"\{([^{}]*)\}|[{}]")
_CHINESE = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text of one version."""

    version: int
    language: str
    text: str

    def filled(self, *, company: str, value: str) -> str:
        """Return the text as it is read to somebody."""
        words = {"company": company, "value": value}
        return _BRACE.sub(lambda found: words.get(found[1] or "", found[0]), self.text)


def current(wordings: Sequence[Mapping[str, Any]], *languages: str) -> Wording | None:
    """Return the newest wording in the first language that has a text, else in the common one."""
    return _in_language(wordings[-1], languages) if wordings else None


def of_version(
    wordings: Sequence[Mapping[str, Any]], version: int, *languages: str
) -> Wording | None:
    """Return a wording by its version."""
    found = next((one for one in wordings if one["version"] == version), None)
    return _in_language(found, languages) if found else None


def _in_language(wording: Mapping[str, Any], languages: Sequence[str]) -> Wording:
    texts: Mapping[str, str] = wording["texts"]
    stored = {language.lower(): language for language in texts}
    wanted = [form for language in languages for form in _forms(language)]
    chosen = next((stored[form] for form in wanted if form in stored), COMMON)
    return Wording(version=wording["version"], language=chosen, text=texts.get(chosen, ""))


def _forms(language: str) -> Iterator[str]:
    """Give the ways in which the language of a text may be written, the closest first."""
    plain = language.lower().replace("_", "-")
    yield plain
    if plain in _CHINESE:
        yield _CHINESE[plain]
    elif not plain.startswith("zh-"):
        yield plain.partition("-")[0]


def faults(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find what a purpose must not be: code and pointer of each fault."""
    code, wordings = after.get("code"), after.get("wordings")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        yield "consent_purpose.code", "/code"
    if before is not None and before["code"] != code:
        yield "consent_purpose.code_changed", "/code"
    if not isinstance(wordings, list) or not wordings:
        yield "wording.required", "/wordings"
        return
    earlier = list((before or {}).get("wordings") or ())
    if wordings[: len(earlier)] != earlier:
        yield "wording.changed", "/wordings"
    for at, wording in enumerate(wordings):
        yield from _faults_of(wording, at)


def _faults_of(wording: Any, at: int) -> Iterator[tuple[str, str]]:
    pointer = f"/wordings/{at}"
    texts = wording.get("texts") if isinstance(wording, Mapping) else None
    if not isinstance(texts, Mapping) or set(wording) != {"version", "texts"}:
        yield "wording.malformed", pointer
        return
    if wording["version"] != at + 1:
        yield "wording.version", f"{pointer}/version"
    if not str(texts.get(COMMON) or "").strip():
        yield "wording.common_language", f"{pointer}/texts/{COMMON}"
    for language, text in texts.items():
        where = f"{pointer}/texts/{language}"
        if not _LANGUAGE.fullmatch(language) or not isinstance(text, str) or not text.strip():
            yield "wording.malformed", where
        elif len(text) > LONGEST_TEXT:
            yield "too_long", where
        elif any(found[1] not in PLACEHOLDERS for found in _BRACE.finditer(text)):
            yield "wording.placeholder", where
