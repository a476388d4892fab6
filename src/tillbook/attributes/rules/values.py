"""What a value of an attribute may be, and the one form in which it is stored."""

from collections.abc import Iterator
from datetime import MAXYEAR, UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any

from tillbook.attributes.rules.definitions import Definition, Value
from tillbook.attributes.rules.patterns import matches
from tillbook.foundation import amounts
from tillbook.foundation.checks import Finding, has_control
from tillbook.foundation.ids import is_id

LONGEST = 250
#: Decimals that a decimal number keeps.
_DECIMALS = 6
#: Values of a list that a refusal names.
_MOST_NAMED = 20
_TRUE, _FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})


def read(value: Any, definition: Definition, *, zone: tzinfo = UTC) -> Value | Finding:
    """Return a value in stored form, or what is wrong with it.

    A date-time without a zone is read in `zone`. Reading a stored value gives the same value.
    Emptiness is for the caller: what is empty is no value. Source: AR-047, AR-048.
    """
    stored = in_stored_form(value, definition, zone=zone)
    if stored is None:
        params = {"as": definition.data_type}
        return _finding("malformed", definition, **params)
    for found in _faults(stored, definition):
        return found
    return stored


def is_same(value: Any, stored: Any, definition: Definition, *, zone: tzinfo = UTC) -> bool:
    """Tell whether a value says what is stored already, whatever its limits are by now."""
    return bool(in_stored_form(value, definition, zone=zone) == stored)


def missing(definition: Definition) -> Finding:
    """Say that a value is needed."""
    return _finding("required", definition)


def _finding(code: str, definition: Definition, **params: str) -> Finding:
    params = {"name": definition.label, **params}
    return Finding(code=f"attribute.{code}", field=definition.id, params=params)


def in_stored_form(value: Any, definition: Definition, *, zone: tzinfo = UTC) -> Value | None:
    """Return a value in stored form, whatever its limits are; None where it is of another type."""
    match definition.data_type:
        case "text":
            return value.strip() or None if isinstance(value, str) else None
        case "boolean":
            return _flag(value)
        case "date_time":
            return _time(value, zone)
        case "reference":
            return value if isinstance(value, str) and is_id(value) else None
        case kind:
            return _number(value, kind)


def _flag(value: Any) -> bool | None:
    text = str(value).lower()
    return True if text in _TRUE else False if text in _FALSE else None


def _time(value: Any, zone: tzinfo) -> str | None:
    try:
        read = datetime.fromisoformat(value)
        moment = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    # Every time zone can show these.
    return moment.isoformat(timespec="seconds") if 1 < moment.year < MAXYEAR else None


def _number(value: Any, kind: str) -> Value | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    decimals = {"integer": 0, "currency": 2}.get(kind, _DECIMALS)
    found = amounts.read(str(value), decimals=decimals, may_be_negative=True)
    if isinstance(found, amounts.AmountProblem):
        return None
    if kind == "integer":
        return int(found)
    return found if kind == "currency" else found.rstrip("0").rstrip(".")


def _faults(stored: Value, definition: Definition) -> Iterator[Finding]:
    if isinstance(stored, str) and definition.data_type == "text":
        yield from _of_text(stored, definition)
    if definition.least or definition.most:
        place = comparable(stored, definition.data_type)
        low = definition.least and place < comparable(definition.least, definition.data_type)
        high = definition.most and place > comparable(definition.most, definition.data_type)
        if low or high:
            bounds = {"least": definition.least, "most": definition.most, "unit": definition.unit}
            is_open = not (definition.least and definition.most)
            code = ("below" if low else "above") if is_open else "out_of_range"
            yield _finding(code, definition, **bounds)


def comparable(value: Value, data_type: str) -> Any:
    """Return a stored value, or a bound, as something that can be compared."""
    return datetime.fromisoformat(str(value)) if data_type == "date_time" else Decimal(str(value))


def _of_text(stored: str, definition: Definition) -> Iterator[Finding]:
    if definition.is_fixed_list:
        if definition.option(stored) is None:
            named = [option.name for option in definition.options[:_MOST_NAMED]]
            more = ", …" if len(definition.options) > _MOST_NAMED else ""
            yield _finding("not_in_list", definition, allowed=", ".join(named) + more)
    elif len(stored) > LONGEST:
        yield _finding("too_long", definition, limit=str(LONGEST))
    elif has_control(stored):
        yield _finding("control_character", definition)
    elif definition.pattern and not matches(definition.pattern, stored):
        yield _finding("pattern", definition, pattern=definition.pattern)
