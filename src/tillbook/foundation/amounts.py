"""Amounts of money as people type them, and the one text in which they are stored: "1000.50"."""

import re
from dataclasses import dataclass
from enum import StrEnum

#: Digits before the point. With two behind it, what an embedded database holds without rounding.
MOST_DIGITS = 13
_DECIMALS = 2
_LONGEST = 60
#: Spaces and apostrophes only ever group digits.
_GROUPING = re.compile(r"(?<=\d)[\s'’٬](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*")
_MINUS = re.compile(r"^[-−–]")
#: Full-width digits and signs, as Chinese and Japanese keyboards give them.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class AmountReason(StrEnum):
    """Name why a text cannot be an amount."""

    NOT_A_NUMBER = "not_a_number"
    #: "1,000" is a thousand to some and one to others.
    AMBIGUOUS = "ambiguous"
    NEGATIVE = "negative"
    TOO_PRECISE = "too_precise"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountProblem:
    """Say why a text cannot be an amount."""

    reason: AmountReason


def read(
    text: str, *, decimals: int = _DECIMALS, may_be_negative: bool = False
) -> str | AmountProblem:
    """Read an amount of at most 13 digits and so many decimals, and give it as "1000.50".

    Understood is what only one reading fits: "1 000,50", "1,000.50", "1.000,50", "1'000", in
    full-width digits too. The stored text reads as itself.
    """
    plain = text[: _LONGEST + 1].translate(_HALF_WIDTH).strip()
    is_negative = bool(_MINUS.match(plain) and _digits(plain).strip("0"))
    if is_negative and not may_be_negative:
        return AmountProblem(reason=AmountReason.NEGATIVE)
    joined = _GROUPING.sub("", _MINUS.sub("", plain))
    if len(plain) > _LONGEST or not joined.isascii() or not _PLAIN.fullmatch(joined):
        return AmountProblem(reason=AmountReason.NOT_A_NUMBER)
    parts = _parts(joined, has_groups=joined != _MINUS.sub("", plain))
    if isinstance(parts, AmountProblem):
        return parts
    written = _written(*parts, places=decimals)
    return f"-{written}" if is_negative and isinstance(written, str) else written


def _parts(text: str, *, has_groups: bool) -> tuple[str, str] | AmountProblem:
    """Tell whole and decimals apart by the signs between the digits."""
    pieces, signs = re.split(r"[.,]", text), re.findall(r"[.,]", text)
    if not signs:
        return text, ""
    is_last_alone = signs.count(signs[-1]) == 1
    groups = pieces if not is_last_alone else pieces[:-1]
    if len(set(signs[:-1])) > 1 or (len(signs) > 1 and not _are_groups(groups)):
        return AmountProblem(reason=AmountReason.NOT_A_NUMBER)
    if not is_last_alone:
        return "".join(pieces), ""
    could_group = len(signs) == 1 and not has_groups and _are_groups(pieces)
    if could_group and pieces[0].strip("0"):
        return AmountProblem(reason=AmountReason.AMBIGUOUS)
    return "".join(pieces[:-1]), pieces[-1]


def _are_groups(pieces: list[str]) -> bool:
    first, *others = pieces
    return 1 <= len(first) <= 3 and all(len(piece) == 3 for piece in others)


def _written(whole: str, decimals: str, *, places: int) -> str | AmountProblem:
    whole, decimals = whole.lstrip("0") or "0", decimals.ljust(places, "0")
    if decimals[places:].strip("0"):
        return AmountProblem(reason=AmountReason.TOO_PRECISE)
    if len(whole) > MOST_DIGITS:
        return AmountProblem(reason=AmountReason.TOO_LARGE)
    return f"{whole}.{decimals[:places]}" if places else whole


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
