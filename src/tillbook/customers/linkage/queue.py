"""Pairs that were found by matching, as the queue of duplicates takes them."""

from collections.abc import Iterator
from typing import Any

from tillbook.customers.linkage.pairs import Pair

#: What a finding means to somebody who looks at the queue.
_REASONS = {
    "phone.same": "phone",
    "phone.one_of": "phone",
    "email.same": "email",
    "email.one_of": "email",
    "email.before_at": "email",
    "street.same": "address",
    "street.another": "address",
    "birth.same": "birth_date",
    "birth.swapped": "birth_date",
    "first.sounds": "sound",
    "last.sounds": "sound",
}
_WHOLE_NAME = {"first.same", "last.same"}


def proposed(pair: Pair) -> dict[str, Any]:
    """Return a pair as the API takes it; its strength is of a thousand."""
    return {
        "first": pair.first,
        "second": pair.second,
        "strength": max(1, min(999, round(pair.probability * 1000))),
        "reasons": list(dict.fromkeys(_reasons(pair))) or ["similar"],
    }


def _reasons(pair: Pair) -> Iterator[str]:
    found = {one.code for one in pair.pro}
    if found >= _WHOLE_NAME:
        yield "name"
    yield from (_REASONS[one.code] for one in pair.pro if one.code in _REASONS)
