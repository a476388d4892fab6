"""How deep containers stand in each other, asked without going deep."""

from collections.abc import Iterable, Mapping
from typing import Any


def is_deeper(value: Any, deepest: int) -> bool:
    """Tell whether containers stand in each other more than so deep; never goes deeper itself."""
    level = [value]
    for _ in range(deepest):
        level = [inner for one in level for inner in _inside(one)]
    return any(isinstance(one, list | Mapping) for one in level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()
