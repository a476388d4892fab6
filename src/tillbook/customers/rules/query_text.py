"""Understand what somebody typed into the search box: words, Han, numbers and e-mail addresses."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tillbook.foundation import folding

#: Longer texts are cut: no name, number or address needs more.
LONGEST_QUERY = 200
_MOST_NEEDLES = 12

_NUMBER = r"(?<![a-z0-9])[+(]{0,2}\d(?:[\d\s().\-/]*\d)?(?![a-z0-9])"
_EMAIL = re.compile(r"(\S*@\S*)")
_PIECE = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>[a-z0-9]+)|(?P<han>[{folding.HAN}]+)")
_TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(\s*0\s*\)")
_NOT_TOKEN = re.compile(f"[^a-z0-9{folding.HAN}]+")


class NeedleKind(StrEnum):
    """Name what a part of the query looks like."""

    WORD = "word"
    HAN = "han"
    NUMBER = "number"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True, slots=True)
class Needle:
    """Hold one thing that has to be found."""

    kind: NeedleKind
    #: Folded, without any separator: ASCII letters and digits, or Han.
    text: str
    #: A number's groups of digits as they were written: 411 10 → ("411", "10").
    groups: tuple[str, ...] = ()


def needles_of(text: str) -> list[Needle]:
    """List what the text asks for, in the order typed; every needle has to be found."""
    found: list[Needle] = []
    for part in _EMAIL.split(folding.fold(text[:LONGEST_QUERY])):
        if "@" in part:
            found.append(Needle(kind=NeedleKind.EMAIL, text=joined(part)))
        else:
            found += [_needle(piece) for piece in _PIECE.finditer(part)]
    return [needle for needle in dict.fromkeys(found) if needle.text][:_MOST_NEEDLES]


def joined(text: str) -> str:
    """Fold a text and drop everything that is no letter, digit or Han."""
    return _NOT_TOKEN.sub("", folding.fold(text))


def _needle(piece: re.Match[str]) -> Needle:
    kind = NeedleKind(piece.lastgroup or "word")
    if kind is not NeedleKind.NUMBER:
        return Needle(kind=kind, text=piece.group())
    groups = tuple(re.findall(r"\d+", _TRUNK_ZERO.sub(" ", piece.group())))
    return Needle(kind=kind, text="".join(groups), groups=groups)
