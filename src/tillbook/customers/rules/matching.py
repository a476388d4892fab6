"""Find one part of a query in one value of a customer, how well it fits, and where to mark it."""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from tillbook.customers.rules import pinyin
from tillbook.customers.rules.query_text import Needle, NeedleKind, joined
from tillbook.customers.rules.search_tokens import FEWEST_LAST_DIGITS
from tillbook.foundation import folding, phones

_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|\d+")
_HELD_TOGETHER = re.compile(r"['\-.&@]+")
_LONGEST_COUNTRY_CODE = 3
#: All but the letters of most names, which never fold to a digit: a look that costs nothing.
_MAY_HOLD_DIGITS = re.compile(rf"[0-9]|[^\x00-\x7f\u00c0-\u024f{folding.HAN}]")


#: A text without its separators: each word of a query asks the same values.
joined_once = lru_cache(maxsize=4096)(joined)


class Fit(IntEnum):
    """Say how well a value fits, the best first."""

    WHOLE = 0
    WORD = 1
    BEGINNING = 2
    SOUND = 3


class Hit(NamedTuple):
    """Hold how a needle fits a value, and the half-open span it takes in the value.

    A tuple because it is made for every candidate of a search, at a fifth of a dataclass's cost.
    """

    fit: Fit
    span: tuple[int, int]


def in_text(needle: Needle, value: str) -> Hit | None:
    """Find a needle in a name or another text: Han side by side, Latin at the beginning of a word.

    Latin also finds Han by pinyin and initials. Of several places the best fitting is taken.
    """
    if needle.kind is NeedleKind.NUMBER and not _MAY_HOLD_DIGITS.search(value):
        return None
    if needle.text in joined_once(value):  # Most values end here; what follows says where.
        if needle.kind is NeedleKind.HAN:
            return _han_in(needle.text, value)
        if (best := min(_word_hits(needle, value), default=None)) is not None:
            return best
    if needle.kind is NeedleKind.WORD and folding.has_han(value):
        return _sound_in(needle.text, value)
    return None


def in_phone(needle: Needle, e164: str) -> Hit | None:
    """Find the digits at the beginning of a number (national or international) or at its end.

    The span counts in ``e164``.
    """
    if needle.kind is not NeedleKind.NUMBER:
        return None
    digits = e164.removeprefix("+")
    places: Sequence[int] = range(len(e164) - len(digits), len(e164))
    if not (digits.isascii() and digits.isdigit()):  # As typed: it could not be read.
        places = [index for index, char in enumerate(e164) if "0" <= char <= "9"]
        digits = "".join([e164[index] for index in places])
    span = _digit_span(needle.text, digits)
    if span is None:
        return None
    start, end = span
    is_whole = end == len(digits) and start <= _LONGEST_COUNTRY_CODE
    return Hit(
        fit=Fit.WHOLE if is_whole else Fit.BEGINNING, span=(places[start], places[end - 1] + 1)
    )


def in_email(needle: Needle, address: str) -> Hit | None:
    """Find a needle in an address: its beginning without punctuation, its domain, or one of its parts."""
    if needle.text not in joined_once(address):
        return None
    text, domain = joined_once(address), len(joined_once(address[: address.rfind("@") + 1]))
    if found := _beginning_in(needle.text, address, text, (0, domain)):
        return found if needle.text == text else found._replace(fit=Fit.BEGINNING)
    return min(_part_hits(needle, address), default=None)


def in_number(needle: Needle, number: str) -> Hit | None:
    """Find a needle at the beginning of an account number, with or without its leading zeros."""
    text = joined_once(number)
    return _beginning_in(needle.text, number, text, (0, len(text) - len(text.lstrip("0"))))


def in_identifier(needle: Needle, number: str) -> Hit | None:
    """Find a needle in a number that an authority gave, at its beginning or its end.

    The letters before its digits may be left out.
    """
    if needle.text not in joined_once(number):
        return None
    text = joined_once(number)
    letters = next((index for index, char in enumerate(text) if char.isdigit()), 0)
    if found := _beginning_in(needle.text, number, text, (0, letters)):
        return found
    if len(needle.text) >= FEWEST_LAST_DIGITS and text.endswith(needle.text):
        _, places = _joined_with_places(number)
        start = len(text) - len(needle.text)
        return Hit(fit=Fit.BEGINNING, span=(places[start], places[-1] + 1))
    return None


def moved(span: tuple[int, int], *, value: str, shown: str) -> tuple[int, int]:
    """Move a span over letters and digits from a value to the way in which it is shown.

    Both hold the same letters and digits and differ in spaces and signs only.
    """
    before = sum(char.isalnum() for char in value[: span[0]])
    inside = sum(char.isalnum() for char in value[span[0] : span[1]])
    places = [index for index, char in enumerate(shown) if char.isalnum()]
    if not inside or before + inside > len(places):
        return (0, len(shown))
    return places[before], places[before + inside - 1] + 1


def _beginning_in(needle: str, value: str, joined: str, starts: tuple[int, int]) -> Hit | None:
    """Find a needle at one of two places of a value without its separators."""
    for start in starts:
        if needle and joined.startswith(needle, start):
            _, places = _joined_with_places(value)
            end = start + len(needle)
            fit = Fit.WHOLE if end == len(joined) else Fit.BEGINNING
            return Hit(fit=fit, span=(places[start], places[end - 1] + 1))
    return None


def _han_in(han: str, value: str) -> Hit | None:
    text, places = _joined_with_places(value)
    at = text.find(han)
    if at < 0:
        return None
    span = (places[at], places[at + len(han) - 1] + 1)
    if at == 0:
        return Hit(fit=Fit.WORD if len(han) == len(text) else Fit.BEGINNING, span=span)
    return Hit(fit=Fit.BEGINNING, span=span)


def _sound_in(word: str, value: str) -> Hit | None:
    if folding.is_han(value):
        found = pinyin.find(folding.fold(value), word)
        return Hit(fit=Fit.SOUND, span=found) if found else None
    folded, origins = folding.fold_with_origins(value)
    kept = [index for index, char in enumerate(folded) if folding.is_han(char)]
    found = pinyin.find("".join(folded[index] for index in kept), word)
    if found is None:
        return None
    start, end = found
    return Hit(fit=Fit.SOUND, span=(origins[kept[start]], origins[kept[end - 1]] + 1))


def _word_hits(needle: Needle, value: str) -> Iterator[Hit]:
    yield from _beginnings(needle.text, value)
    if needle.kind is NeedleKind.NUMBER and joined_once(value).startswith(needle.text):
        _, places = _joined_with_places(value)
        yield Hit(fit=Fit.BEGINNING, span=(places[0], places[len(needle.text) - 1] + 1))


def _beginnings(text: str, value: str) -> Iterator[Hit]:
    """Find words that begin with the text, and words that do when their hyphens are left out."""
    words = folding.words_with_spans(value)
    for word, start, _ in words:
        if word.startswith(text):
            fit = Fit.WORD if word == text else Fit.BEGINNING
            yield Hit(fit=fit, span=(start, _end_of(value, start, text)))
    if not value.replace(" ", "").isalnum():
        yield from _held_together(text, value, words)


def _held_together(text: str, value: str, words: Sequence[tuple[str, int, int]]) -> Iterator[Hit]:
    held: list[tuple[str, int]] = []
    before = 0
    for word, start, end in words:
        if not held or not _HELD_TOGETHER.fullmatch(folding.fold(value[before:start])):
            held = []
        held.append((word, start))
        before = end
        for first in range(len(held) - 1):
            if "".join(part for part, _ in held[first:]).startswith(text):
                yield Hit(fit=Fit.BEGINNING, span=(held[first][1], end))


def _part_hits(needle: Needle, address: str) -> Iterator[Hit]:
    for word, start, _ in folding.words_with_spans(address):
        if needle.text not in word:
            continue
        for part in _LETTERS_OR_DIGITS.finditer(word):
            if part.group().startswith(needle.text):
                begin = start + part.start()
                yield Hit(fit=Fit.BEGINNING, span=(begin, begin + len(needle.text)))
        if word.startswith(needle.text):
            yield Hit(fit=Fit.BEGINNING, span=(start, start + len(needle.text)))


def _end_of(value: str, start: int, folded: str) -> int:
    """Find the end of a folded beginning in the value as written: ß takes two folded letters."""
    if value.isascii():
        return start + len(folded)
    length, end = 0, start
    while length < len(folded) and end < len(value):
        length += len(folding.fold(value[end]))
        end += 1
    while end < len(value) and not folding.fold(value[end]) and not value[end].isspace():
        end += 1  # A combining mark belongs to the letter before it.
    return end


def _digit_span(digits: str, number: str) -> tuple[int, int] | None:
    international = digits.lstrip("0") if digits.startswith("00") else digits
    if international and number.startswith(international):
        return 0, len(international)
    if len(digits) >= FEWEST_LAST_DIGITS and number.endswith(digits):
        return len(number) - len(digits), len(number)
    return _national_span(digits, number)


def _national_span(digits: str, number: str) -> tuple[int, int] | None:
    code, trunk = phones.dialling_of(number)
    for before in dict.fromkeys((trunk, "")):
        wanted = digits.removeprefix(before)
        if digits.startswith(before) and wanted and number.startswith(wanted, code):
            return code, code + len(wanted)
    return None


def _joined_with_places(value: str) -> tuple[str, list[int]]:
    folded, origins = folding.fold_with_origins(value)
    # Han that this Python does not know yet counts as a word too, so the test is for ASCII only.
    kept = [index for index, char in enumerate(folded) if char.isalnum() or not char.isascii()]
    return "".join([folded[index] for index in kept]), [origins[index] for index in kept]
