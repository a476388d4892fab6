"""Take a full name apart on demand, and put it together again; the full name itself is what is kept."""

import re
from dataclasses import dataclass

from tillbook.foundation import folding

#: Chinese family names of two characters (the common ones and those that are easily misread).
_COMPOUND_SURNAMES = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司徒 司空 夏侯 轩辕 "
    "軒轅 端木 百里 南宫 南宮 东郭 東郭 独孤 獨孤 拓跋 呼延 闻人 聞人 澹台 淳于 单于 申屠 公羊 赫连 赫連 钟离 鍾離 鲜于 "
    "鮮于 万俟 太史 仲孙 濮阳 西门 西門 左丘 第五 完颜 完顏 纳兰 納蘭"
)

#: Words before a family name that belong to it.
_PARTICLES = (
    "af av von vom van der den de du di da do dos das del della degli dela la le les ten ter te tot zu zur zum "
    "op 't st saint bin ibn ben al el"
)

COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
PARTICLES = frozenset(_PARTICLES.split())

_GENERATIONS = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "d.y.", "d.ä."})
_FAMILY_FIRST = frozenset({"hu", "vi"})
_SPACE_BETWEEN_HAN = re.compile(rf"(?<=[{folding.HAN}])\s+(?=[{folding.HAN}])")
_HANGUL_OR_HAN = re.compile(rf"^[{folding.HAN}\uac00-\ud7a3\u3041-\u30ff]+$")


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonName:
    """Hold the two parts of a person's name; either may be empty."""

    first: str
    last: str


def split(name: str, *, language: str) -> PersonName:
    """Propose first and last name of a full name; middle names go with the first name.

    The script of the name counts more than the language: 王芳 is read family name first also in a
    Swedish store. A single Latin word is a first name.
    """
    parts = name.split()
    if len(parts) == 1 and _HANGUL_OR_HAN.match(parts[0]):
        return _split_unspaced(parts[0], language)
    if len(parts) > 1 and all(_HANGUL_OR_HAN.match(part) for part in parts):
        return PersonName(first=" ".join(parts[1:]), last=parts[0])
    if "," in name:
        last, _, first = name.partition(",")
        return PersonName(first=" ".join(first.split()), last=" ".join(last.split()))
    if _base(language) in _FAMILY_FIRST and len(parts) > 1:
        return PersonName(first=" ".join(parts[1:]), last=parts[0])
    return _split_latin(parts)


def join(first: str, last: str, *, language: str, middle: str = "") -> str:
    """Put the parts together in the order that their script and language use.

    What ``split`` took apart comes back, but for spaces and commas. A middle name follows the first.
    """
    first, last = " ".join(f"{first} {middle}".split()), " ".join(last.split())
    if folding.is_han(first.replace(" ", "")):
        first = first.replace(" ", "")
    if first and last and folding.is_han(first) and folding.is_han(last):
        return last + first
    if first and last and _HANGUL_OR_HAN.match(first) and _HANGUL_OR_HAN.match(last):
        return f"{last}{first}" if _base(language) == "ko" else f"{last} {first}"
    if _base(language) in _FAMILY_FIRST:
        return f"{last} {first}".strip()
    return f"{first} {last}".strip()


def is_family_first(name: str, *, language: str) -> bool:
    """Tell whether the parts of a name are asked with the family name first."""
    return folding.has_han(name) or _base(language) in {*_FAMILY_FIRST, "zh", "ja", "ko"}


def display(*, name: str, first: str, last: str, language: str) -> str:
    """Give the name to show: the full name where there is one, else its parts joined."""
    return name.strip() or join(first, last, language=language)


def initials(name: str) -> str:
    """Give one or two characters for the round mark of a person or an organisation.

    Latin names give the first letters of the first and last word, Han names the last two characters.
    """
    plain = _SPACE_BETWEEN_HAN.sub("", name.strip())
    if folding.is_han(plain):
        return plain[-2:]
    marks = [mark for part in plain.split() if (mark := _first_letter(part))]
    if not marks:
        return plain[:1]
    return "".join(
        mark.upper()[:1] for mark in ([marks[0], marks[-1]] if len(marks) > 1 else marks)
    )


def _first_letter(word: str) -> str:
    return next((char for char in word if char.isalnum()), "")


def _split_unspaced(name: str, language: str) -> PersonName:
    if len(name) < 2:
        return PersonName(first="", last=name)
    size = 1
    if folding.is_han(name):
        is_japanese = _base(language) == "ja" and len(name) > 2
        size = 2 if is_japanese or (len(name) > 2 and name[:2] in COMPOUND_SURNAMES) else 1
    elif not "\uac00" <= name[0] <= "\ud7a3":
        return PersonName(first=name, last="")  # Kana without a space gives no hint where to cut.
    return PersonName(first=name[size:], last=name[:size])


def _split_latin(parts: list[str]) -> PersonName:
    if len(parts) < 2:
        return PersonName(first="".join(parts), last="")
    start = len(parts) - 1
    if parts[start].casefold() in _GENERATIONS and start > 1:
        start -= 1
    while start > 1 and parts[start - 1].casefold() in PARTICLES:
        start -= 1
    return PersonName(first=" ".join(parts[:start]), last=" ".join(parts[start:]))


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
