"""Words that are nearly what was typed: the same by sound, a slip of the finger away, or a short name.

A word is kept with its neighbours: how it sounds, and that with each one letter left out. Two words a
slip apart have a neighbour in common, so nearness is a look at an index and not at every word. What
is found so is compared letter by letter before it counts.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, permutations
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from tillbook.customers.rules.query_text import joined
from tillbook.customers.rules.search_tokens import split_words

#: The most words that stand for one that was typed.
MOST_WORDS = 12
_SHORTEST, _LONGEST = 3, 40
#: From so many letters, so many slips are forgiven.
_ONE_SLIP, _TWO_SLIPS = 4, 6
#: How far a word is from the one typed that begins like it, beside one that is like it.
_BEGINS_SO = 10

#: Spellings that sound alike in names, applied one after the other; both sides go through them.
_SOUNDS = tuple(
    (re.compile(written), spoken)
    for written, spoken in (
        (r"sch", "sh"),
        (r"tch", "ch"),
        (r"ph", "f"),
        (r"c(?=[eiy])|z", "s"),
        (r"ch|ck|c|q", "k"),
        (r"x", "ks"),
        (r"(?<=[aou])e", ""),
        (r"w|u(?=[aeiou])", "v"),
        (r"^[hlg](?=j)", ""),
        (r"[jy]", "i"),
        (r"(?<=[b-df-hj-np-tv-z])h|h(?![aeiou])", ""),
        (r"dt", "t"),
        (r"(.)\1+", r"\1"),
    )
)
_SPELLED = re.compile(r"[a-z]+")
_NAME_FIELDS = ("name", "known_as", "first_name", "middle_name", "last_name", "phonetic_name")


class Near(NamedTuple):
    """Hold a word that may have been meant; the cost grows with its distance from the one typed."""

    word: str
    cost: int


def names_in(document: Mapping[str, Any]) -> tuple[str, ...]:
    """List the names in a customer document as they are written."""
    own = [text for field in _NAME_FIELDS if (text := document.get(field))]
    persons = document.get("contact_persons")
    return (*own, *(one.get("name") or "" for one in persons)) if persons else tuple(own)


def words_in(names: Iterable[str]) -> set[str]:
    """List the words of names that can be mistyped: of three letters or more, without Han."""
    parts: set[str] = set()
    for name in names:
        parts.update(name.split())
    return set(chain.from_iterable(map(_words_of, parts)))


def _words_of(part: str) -> Collection[str]:
    if part.isascii() and part.isalpha():  # Nothing to fold or to split: most parts are such.
        return (part.lower(),) if _SHORTEST <= len(part) <= _LONGEST else ()
    return _folded_words_of(part)


@lru_cache(maxsize=16_384)
def _folded_words_of(part: str) -> tuple[str, ...]:
    return tuple(word for word in split_words(part) if is_word(word))


def is_word(text: str) -> bool:
    """Tell whether something can be a mistyped word of a name."""
    return _SHORTEST <= len(text) <= _LONGEST and _SPELLED.fullmatch(text) is not None


@lru_cache(maxsize=16_384)
def sound(word: str) -> str:
    """Spell a folded word by its sound, alike for spellings that are said alike.

    >>> sound("christina"), sound("wallin")
    ('kristina', 'valin')
    """
    for written, spoken in _SOUNDS:
        word = written.sub(spoken, word)
    return word


def neighbours(word: str) -> list[str]:
    """List what a word is kept with: its sound, and that without each one letter."""
    spoken = sound(word)
    found = {spoken} | (_without_one(spoken) if len(spoken) >= _ONE_SLIP else set())
    return sorted(filter(None, found))


def asked(typed: str) -> list[str]:
    """List the neighbours that a word near the typed one can have."""
    spoken = sound(typed)
    found = {spoken}
    for _ in range(_slips(typed)):
        found |= {shorter for one in found for shorter in _without_one(one)}
    return sorted(one for one in found if len(one) > 1)


def near(typed: str, candidates: Iterable[str]) -> list[Near]:
    """Return which words may have been meant, the likeliest first; at most MOST_WORDS."""
    found = (Near(word, cost) for word in set(candidates) if (cost := _cost(typed, word)))
    return sorted(found, key=lambda one: (one.cost, _differs(typed, one.word), one.word))[
        :MOST_WORDS
    ]


def short_names(typed: str) -> Collection[str]:
    """Return what people of this name are called besides: William for Bill, Lars for Lasse."""
    return _short_names().get(typed, ())


def _slips(word: str) -> int:
    return (len(word) >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS)


def _cost(typed: str, word: str) -> int:
    """Give how far a word is from the typed one: 1 for the same sound; 0 where it is too far."""
    if typed == word:
        return 0
    spoken, heard, most = sound(typed), sound(word), _slips(typed)
    if spoken == heard:
        return 1
    apart = min(_apart(typed, word, most), _apart(spoken, heard, most))
    if apart <= most:
        return 1 + apart
    begun = _apart(spoken, heard[: len(spoken)], most - 1) if most else 1
    return _BEGINS_SO + begun if begun <= most - 1 else 0


def _apart(one: str, other: str, most: int) -> int:
    """Count the letters that are wrong, missing, too many, or changed places; no further than one more."""
    return OSA.distance(one, other, score_cutoff=max(most, 0))


def _differs(typed: str, word: str) -> tuple[bool, int]:
    """Put words first that begin with the same letter and are as long: slips happen further in."""
    return typed[0] != word[0], abs(len(typed) - len(word))


def _without_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@cache
def _short_names() -> Mapping[str, tuple[str, ...]]:
    source = resources.files(__package__).joinpath("short_names.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, None]] = {}
    for name, other in _pairs(tomllib.loads(source)):
        found.setdefault(name, {})[other] = None
    return {name: tuple(others) for name, others in found.items()}


def _pairs(languages: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str]]:
    for names in languages.values():
        for full, short in names.items():
            called = [joined(one) for one in (full, *short)]
            yield from permutations(called, 2)
