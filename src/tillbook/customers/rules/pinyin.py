"""Read Han names in pinyin: the syllables and initials by which a customer can be found."""

import os
from functools import lru_cache
from itertools import islice, product

# Before the import: the phrase table costs 42 MB and knows no names.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, pinyin

#: Family names that are read otherwise than the same character elsewhere.
_SURNAMES = {
    "单": "shan", "單": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "盖": "ge", "蓋": "ge", "任": "ren",
    "华": "hua", "華": "hua", "查": "zha", "朴": "piao", "区": "ou", "區": "ou", "翟": "zhai", "覃": "qin",
    "召": "shao", "乐": "yue", "樂": "yue", "缪": "miao", "繆": "miao", "员": "yun", "秘": "bi", "折": "she",
    "繁": "po", "种": "chong", "洗": "xian", "冼": "xian", "黑": "he", "沈": "shen", "石": "shi", "尹": "yin",
    "万": "wan", "萬": "wan", "薄": "bo", "卜": "bu", "葛": "ge", "纪": "ji", "紀": "ji", "车": "che",
}  # fmt: skip
_COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"), "尉遲": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"), "长孙": ("zhang", "sun"), "長孫": ("zhang", "sun"),
}  # fmt: skip

#: Second readings that occur in names and places; the dictionary's rarer ones would only add noise.
_ALSO_READ = {
    "重": "chong", "长": "zhang", "長": "zhang", "行": "hang", "朝": "zhao", "乐": "yue", "樂": "yue",
    "茜": "xi", "曾": "ceng", "都": "du", "单": "shan", "尉": "yu", "贾": "gu", "厦": "sha", "大": "dai",
    "传": "zhuan", "藏": "zang", "和": "he", "车": "ju", "铅": "yan", "柏": "bo", "薇": "wei",
}  # fmt: skip

_LONGEST_PERSON = 4
_MOST_VARIANTS = 8


def readings(han: str) -> list[tuple[str, ...]]:
    """List for each Han character its readings without tones, the likeliest first.

    The run is read as a name, so a family name at its beginning gets its own reading.
    """
    found = [_readings_of(char) for char in han]
    compound = _COMPOUND_SURNAMES.get(han[:2], ())
    surname = compound or ((_SURNAMES[han[0]],) if han and han[0] in _SURNAMES else ())
    for position, reading in enumerate(surname):
        found[position] = tuple(dict.fromkeys((reading, *found[position])))
    return found


def search_forms(han: str) -> list[str]:
    """List the forms that a prefix search finds the name by: joined syllables and initials.

    There is one form of each kind from every character to the end, so that 王小明 is found by
    wangxiaoming, xiaoming, wxm and xm alike. Long names (organisations) get one reading only.
    """
    syllables = readings(han)
    if len(han) > _LONGEST_PERSON:
        syllables = [choices[:1] for choices in syllables]
    letters = [tuple(dict.fromkeys(choice[:1] for choice in choices)) for choices in syllables]
    forms: dict[str, None] = {}
    for source, shortest in ((syllables, 1), (letters, 2)):
        for start in range(len(han) - shortest + 1):
            forms.update(dict.fromkeys(_variants(source[start:])))
    return list(forms)


def find(han: str, word: str) -> tuple[int, int] | None:
    """Find the characters that a Latin word spells: syllables (the last may be cut) or initials.

    Returns the half-open span in the run, or None.
    """
    syllables = readings(han)
    for start in range(len(han)):
        end = _spelled(syllables, start, word)
        if end is not None:
            return start, end
    for start in range(len(han) - len(word) + 1):
        chosen = syllables[start : start + len(word)]
        if all(
            any(r.startswith(c) for r in choices) for choices, c in zip(chosen, word, strict=True)
        ):
            return start, start + len(word)
    return None


def _spelled(syllables: list[tuple[str, ...]], at: int, word: str) -> int | None:
    if not word:
        return at
    if at == len(syllables):
        return None
    for reading in syllables[at]:
        if reading.startswith(word):
            return at + 1
        if word.startswith(reading):
            end = _spelled(syllables, at + 1, word[len(reading) :])
            if end is not None:
                return end
    return None


def _variants(choices: list[tuple[str, ...]]) -> list[str]:
    return ["".join(chosen) for chosen in islice(product(*choices), _MOST_VARIANTS)]


@lru_cache(maxsize=8192)
def _readings_of(char: str) -> tuple[str, ...]:
    spelled = pinyin(char, style=Style.NORMAL, errors="ignore")
    common = [_ascii(reading) for reading in (spelled[0] if spelled else [])]
    if char in _ALSO_READ:
        common.append(_ALSO_READ[char])
    # ü is typed v, and u by those who do not know better: 吕 is found by lv and lu.
    with_u = [reading.replace("v", "u") for reading in common]
    known = tuple(dict.fromkeys(reading for reading in common + with_u if reading))
    return known or (char,)


def _ascii(reading: str) -> str:
    return "".join(char for char in reading.replace("ü", "v") if "a" <= char <= "z")
