"""The law of Commerce parameters: criteria of search, what a till asks for, how long things are kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tillbook.customers.rules import validation
from tillbook.foundation import folding
from tillbook.foundation.checks import Fields, Finding

#: What tills find customers by, in the usual order, and whether the hint usually names it.
CRITERIA: Mapping[str, bool] = {
    "name": True,
    "phone": True,
    "email": True,
    "card": True,
    "account_number": True,
    "address": False,
    "identifier": False,
}
#: What tills can be told to ask for. A "contact" is a phone number or an email address.
REQUIRABLE = ("contact", "phone", "email", "address", "receipt_email", "known_as")
#: What periods can be decided for, in months.
KEPT = ("inactive_customers", "withdrawn_consents", "operations")
MOST_MONTHS = 600
#: How many characters a search in all stores asks for: usually, and at most.
REMOTE_LENGTH, MOST_REMOTE_LENGTH = 2, 10
_LONGEST = 40
#: Kana, Hangul and Han.
_SAYS_MORE = re.compile(f"[\u3040-\u30ff\uac00-\ud7af{folding.HAN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Something that customers are found by, as tills name it."""

    code: str
    is_shown: bool
    #: Language -> word; in other languages the usual one.
    translations: Mapping[str, str] = field(default_factory=dict)


def criteria_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Return all criteria: those that are stored in their order, then the others as usual."""
    named = {one["code"] for one in stored}
    known = [Criterion(**one) for one in stored if one["code"] in CRITERIA]
    others = [
        Criterion(code=code, is_shown=is_shown and not stored)
        for code, is_shown in CRITERIA.items()
        if code not in named
    ]
    return (*known, *others)


def check_criteria(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for known criteria, each once, with short words by language."""
    value = document.get(name, [])
    if not isinstance(value, list) or not all(map(_is_criterion, value)):
        yield Finding(code="field.invalid", field=name)
    elif len({one["code"] for one in value}) < len(value):
        yield Finding(code="field.repeated", field=name)
    elif value and not any(one["is_shown"] for one in value):
        yield Finding(code="parameters.nothing_shown", field=name)


def _is_criterion(value: object) -> bool:
    if not isinstance(value, Mapping) or set(value) - {"code", "is_shown", "translations"}:
        return False
    words = value.get("translations", {})
    return (
        value.get("code") in tuple(CRITERIA)
        and isinstance(value.get("is_shown"), bool)
        and isinstance(words, Mapping)
        and all(isinstance(one, str) and 0 < len(one) <= _LONGEST for one in words.values())
    )


def is_long_enough(text: str, length: int) -> bool:
    """Tell whether a text is enough for a search in all stores.

    Chinese, Japanese and Korean say more in a character: half as many are enough.

    Source: AR-134.
    """
    typed = "".join(text.split())
    return len(typed) >= (-(-length // 2) if _SAYS_MORE.search(typed) else length)


def check_required(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for lists of fields that can be required, by type of customer; None follows the chain."""
    value = document.get(name)
    if value is None:
        return
    if not isinstance(value, Mapping) or set(value) - set(validation.TYPES):
        yield Finding(code="field.invalid", field=name)
        return
    for fields in value.values():
        if not isinstance(fields, list) or not all(one in REQUIRABLE for one in fields):
            yield Finding(code="field.invalid", field=name)


def check_retention(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for whole months by what is kept; what is not named has no period."""
    value = document.get(name, {})
    if not isinstance(value, Mapping) or set(value) - set(KEPT):
        yield Finding(code="field.invalid", field=name)
        return
    for kept, months in value.items():
        if type(months) is not int or not 1 <= months <= MOST_MONTHS:
            params = {"least": "1", "most": str(MOST_MONTHS), "pointer": f"/{name}/{kept}"}
            yield Finding(code="number.out_of_range", field=name, params=params)


def still_required(required: Sequence[str], before: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what a change must leave: all of a new customer, else what stands already.

    What a customer lacks may come later; what there is cannot be taken away. Source: AR-057.
    """
    if before is None:
        return tuple(required)
    found = validation.missing(before, required)
    return tuple(name for name in required if name not in found)
