"""How a Latin name sounds, roughly: names that people mix up when they hear them come out equal."""

import re
from collections.abc import Sequence

#: Read from left to right, the first that fits; what remains goes by its own letter. Swedish and
#: English spellings of one sound meet; the capital S is the sound of "sh".
_SPELLINGS: Sequence[tuple[str, str]] = (
    (r"sch|skj|stj|sj|sh|kj|tj", "S"),
    (r"ch(?=[aeiouy])", "S"),
    (r"ch", "k"),
    (r"(?:^)(?:h|l|d|g)(?=j)", ""),
    (r"(?:^)(?:wr)", "r"),
    (r"(?:^)(?:kn)", "n"),
    (r"ph", "f"),
    (r"th|dt", "t"),
    (r"ck|cc", "k"),
    (r"qu|qv", "kv"),
    (r"gh(?=[^aeiouy]|$)", ""),
    (r"c(?=[eiy])|z", "s"),
    (r"c|q", "k"),
    (r"x", "ks"),
    (r"w", "v"),
    (r"h(?=[^aeiouy]|$)", ""),
)
_VOWELS = "aeiouyj"
_ANY = re.compile("|".join(f"(?P<s{at}>{spelled})" for at, (spelled, _) in enumerate(_SPELLINGS)))
_AGAIN = re.compile(r"(.)\1+")
_VOWEL_INSIDE = re.compile(f"(?<=.)[{_VOWELS}]+")
SHORTEST = 2


def sound(word: str) -> str:
    """Return the key under which sound-alikes are equal; empty for fewer than two letters.

    Takes a folded word without spaces. The first vowel counts as such, the others not at all.

    >>> sound("christoffer") == sound("kristofer"), sound("carlsson") == sound("karlson")
    (True, True)
    """
    letters = "".join(char for char in word if "a" <= char <= "z")
    if len(letters) < SHORTEST:
        return ""
    heard = _ANY.sub(lambda found: _SPELLINGS[int(str(found.lastgroup)[1:])][1], letters)
    once = _AGAIN.sub(r"\1", heard)
    first = "a" if once[:1] in _VOWELS else once[:1]
    return _AGAIN.sub(r"\1", first + _VOWEL_INSIDE.sub("", once)[1:])
