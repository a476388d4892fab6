"""Patterns that texts must match: regular expressions that no text can keep busy for long.

A till checks them while somebody waits, headquarters while everybody does. So no group repeats,
and only a few parts may have any length.
"""

import re
from functools import lru_cache

LONGEST = 200
#: Parts of no fixed length, and parts that may be missing: each multiplies the ways of trying.
_MOST_OPEN = 3
_MOST_OPTIONAL = 8
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_OPEN = re.compile(r"[*+]|\{\d*,\d*\}")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{)")
#: Look-arounds, back-references and conditions.
_EXTENSION = re.compile(r"\(\?(?!:)")
_REFERENCE = re.compile(r"\\[1-9]")


def fault(pattern: str) -> str:
    """Say why a pattern cannot be used: unreadable or too_free; empty when it can."""
    if _REFERENCE.search(pattern):
        return "too_free"
    bare = _CLASS.sub("x", _ESCAPED.sub("x", pattern))
    is_free = _REPEATED_GROUP.search(bare) or _EXTENSION.search(bare)
    has_many = len(_OPEN.findall(bare)) > _MOST_OPEN or bare.count("?") > _MOST_OPTIONAL
    if is_free or has_many:
        return "too_free"
    try:
        re.compile(pattern)
    except (re.error, OverflowError):
        return "unreadable"
    return ""


def matches(pattern: str, text: str) -> bool:
    """Tell whether a whole text matches; a pattern that cannot be used asks for nothing."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    return None if fault(pattern) else re.compile(pattern)
