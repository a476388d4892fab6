"""Codes that are the same everywhere: currencies (ISO 4217) and languages (BCP 47)."""

import re
from functools import cache

from babel import Locale
from babel.numbers import list_currencies

_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]{2,8})*")


def is_currency(code: str) -> bool:
    """Tell whether a currency has this code, in capitals."""
    return code in list_currencies()


def is_language(tag: str) -> bool:
    """Tell whether a text is a tag of a known language, such as "sv", "zh-Hans" or "en-GB"."""
    found = _LANGUAGE.fullmatch(tag)
    return found is not None and found[1].lower() in _languages()


@cache
def _languages() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages)
