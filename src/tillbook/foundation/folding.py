"""Fold text to the form in which it is compared and searched: lower-case ASCII, and Han as Han.

Stored tokens depend on this module: raise FOLDING_VERSION with every change of its results.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

#: Travels with stored tokens; a node folds again only where versions differ.
FOLDING_VERSION = 2

#: Han characters as a regular-expression class body, without compatibility forms (NFKC removes those).
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U0003ffff"

_HAN_OR_REST = re.compile(f"[{HAN}]+|[^{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_ALL_HAN = re.compile(f"[{HAN}]+")
_WORD = re.compile(f"[a-z0-9]+|[{HAN}]+")


def is_han(text: str) -> bool:
    """Tell whether the text is one or more Han characters and nothing else."""
    return _ALL_HAN.fullmatch(text) is not None


def has_han(text: str) -> bool:
    """Tell whether the text holds at least one Han character."""
    return not text.isascii() and _HAN.search(text) is not None


def fold(text: str) -> str:
    """Fold case, width, diacritics, ligatures and scripts other than Han to lower-case ASCII.

    Punctuation stays (in ASCII form); nothing else than ASCII and Han comes out. Folding a folded
    text changes nothing.

    >>> fold("Åsa Strauß, ０７０")
    'asa strauss, 070'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not _HAN.search(plain):
        return anyascii(plain).lower()
    return "".join(
        part if _HAN.match(part) else anyascii(part).lower() for part in _HAN_OR_REST.findall(plain)
    )


def words(text: str) -> list[str]:
    """List the folded words of a text: runs of ASCII letters and digits, and runs of Han."""
    return _WORD.findall(fold(text))


def fold_with_origins(text: str) -> tuple[str, Sequence[int]]:
    """Fold character by character, and give for each folded character its index in the text.

    Serves to mark a found word in the text as it was written. Equal to ``fold(text)`` except where
    characters of the text compose with each other.
    """
    if text.isascii():
        return text.lower(), range(len(text))
    pieces = [_fold_char(char) for char in text]
    origins = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origins


@lru_cache(maxsize=2048)
def words_with_spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """List the folded words with the half-open span that each takes in the text as written."""
    folded, origins = fold_with_origins(text)
    return tuple(
        (found.group(), origins[found.start()], origins[found.end() - 1] + 1)
        for found in _WORD.finditer(folded)
    )


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    return fold(char)
