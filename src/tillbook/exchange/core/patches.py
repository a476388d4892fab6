"""What a patch from another device must keep to before anything is made of it."""

from collections.abc import Collection, Mapping
from typing import Any

from tillbook.exchange.core.errors import MalformedOperation
from tillbook.exchange.core.units import Shape

#: Documents are flat; deeper nesting is made to exhaust whoever reads it.
DEEPEST = 16
_LARGEST = 2**63
_PRIMARY = "primary"


def check_values(patch: Mapping[str, Any]) -> None:
    """Prove that every database can hold the values and every reader can read them.

    Raises MalformedOperation for a NUL, a number over 64 bits, or too deep nesting.
    """
    _check_value(dict(patch), DEEPEST)


def check_units(patch: Mapping[str, Any], shape: Shape, *, fields: Collection[str]) -> None:
    """Prove that each unit holds only what is its own, in the form that its path announces.

    Otherwise the name of one customer could carry the id, the account number or the contacts of
    another. `fields` are the document's known fields. Raises MalformedOperation.
    """
    parts = {*shape.lists.values(), *shape.sets.values(), *shape.maps.values()}
    grouped = {name for names in shape.groups.values() for name in names}
    for path, value in patch.items():
        prefix, _, rest = path.partition("/")
        if path in shape.groups:
            foreign = {*fields, *shape.computed} - set(shape.groups[path])
            _require(value is None or _has_none_of(value, foreign))
        elif rest and prefix in shape.lists:
            _require(value is None or _has_none_of(value, {"id", "is_primary"}))
        elif rest and prefix in shape.sets:
            _require(value is None or value == {})
        elif rest and prefix == _PRIMARY:
            _require(value is None or isinstance(value, str))
        else:
            _require(path not in parts | grouped | shape.computed)


def _has_none_of(value: object, names: Collection[str]) -> bool:
    return isinstance(value, dict) and not any(name in value for name in names)


def _check_value(value: object, depth: int) -> None:
    _require(depth > 0)
    match value:
        case str():
            _require("\0" not in value)
        case int():
            _require(-_LARGEST <= value < _LARGEST)
        case dict():
            for key, inner in value.items():
                _check_value(key, depth)
                _check_value(inner, depth - 1)
        case list():
            for inner in value:
                _check_value(inner, depth - 1)


def _require(holds: object) -> None:
    if not holds:
        raise MalformedOperation("A patch does not have the form that its units announce.")
