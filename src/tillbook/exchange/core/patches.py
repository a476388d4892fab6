"""What a patch from another device must keep to before anything is made of it."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
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
    known = {*fields, *shape.computed}
    of_others = parts | grouped | shape.computed
    for path, value in patch.items():
        prefix, _, rest = path.partition("/")
        if path in shape.groups:
            foreign = known.difference(shape.groups[path])
            _require(value is None or _has_none_of(value, foreign))
        elif rest and prefix in shape.lists:
            _require(value is None or _has_none_of(value, {"id", "is_primary"}))
        elif rest and prefix in shape.sets:
            _require(value is None or value == {})
        elif rest and prefix == _PRIMARY:
            _require(value is None or isinstance(value, str))
        else:
            _require(path not in of_others)


def _has_none_of(value: object, names: AbstractSet[str]) -> bool:
    return isinstance(value, dict) and not names & value.keys()


def _check_value(value: object, depth: int) -> None:
    if isinstance(value, int):
        _require(-_LARGEST <= value < _LARGEST)
    elif isinstance(value, dict):
        _check_inner([*value, *value.values()], depth)
    elif isinstance(value, list):
        _check_inner(value, depth)


def _check_inner(values: Sequence[object], depth: int) -> None:
    """Look at what a container holds; at its texts all at once, for most of it are texts."""
    _require(depth > 1 or not values)
    _require("\0" not in "".join([one for one in values if isinstance(one, str)]))
    for one in values:
        if one and not isinstance(one, str):
            _check_value(one, depth - 1)


def _require(holds: object) -> None:
    if not holds:
        raise MalformedOperation("A patch does not have the form that its units announce.")
