"""The types of what another device's patch writes: what a column, a page or a search counts on."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import models

from tillbook.customers.document import LISTS, SCALARS, SETS, SHAPE
from tillbook.customers.models import Consent, Customer
from tillbook.foundation.ids import is_id

#: An amount of money as it is stored, such as "1000.00".
_AMOUNT = re.compile(r"[0-9]{1,13}\.[0-9]{2}")
_FIRST_DAY, _LAST_DAY = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_LONGEST_VALUE = 1000
#: Columns of a part that no patch names, or whose key stands in the unit's path.
_NOT_IN_PARTS = frozenset({"id", "customer", "extra"})


def holds(patch: Mapping[str, Any]) -> bool:
    """Tell whether every known field of a patch has its type; unknown ones are passed on."""
    return all(_holds_unit(path, value) for path, value in patch.items())


def _holds_unit(path: str, value: Any) -> bool:
    prefix, _, rest = path.partition("/")
    if rest and prefix in SHAPE.lists:
        return is_id(rest) and _holds_fields(value, LISTS[SHAPE.lists[prefix]])
    if rest and prefix in SHAPE.sets:
        model, column = SETS[SHAPE.sets[prefix]]
        return _fits(rest, model._meta.get_field(column))
    if rest and prefix == "attribute":
        return is_id(rest) and _is_attribute_value(value)
    if rest and prefix in SHAPE.maps:
        return _fits(rest, Consent._meta.get_field("key")) and _holds_fields(value, Consent)
    if path in SHAPE.groups:
        return _holds_fields(value, Customer)
    if path == "created_at":
        return isinstance(value, str) and _is_time(value)
    return path not in SCALARS or _fits(value, Customer._meta.get_field(path))


def _is_attribute_value(value: Any) -> bool:
    """Let any value pass that a page can show; what it may be is decided at headquarters."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_VALUE
    return value is None or (isinstance(value, int) and abs(value) < 2**63)


def _holds_fields(value: Any, model: type[models.Model]) -> bool:
    if not isinstance(value, Mapping | None):
        return False
    columns = {field.name: field for field in model._meta.fields if field.name not in _NOT_IN_PARTS}
    return all(
        name not in columns or _fits(inner, columns[name]) for name, inner in (value or {}).items()
    )


def _fits(value: Any, column: Any) -> bool:
    if value is None:
        return True
    match column:
        case models.UUIDField():
            return isinstance(value, str) and is_id(value)
        case models.BooleanField():
            return isinstance(value, bool)
        case models.PositiveIntegerField():
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
        case models.DecimalField():
            return isinstance(value, str) and bool(_AMOUNT.fullmatch(value))
        case models.JSONField():
            return isinstance(value, dict)
        case _:
            return isinstance(value, str) and len(value) <= column.max_length


def _is_time(text: str) -> bool:
    """Tell whether every time zone has this moment."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return False
    return time.tzinfo is not None and _FIRST_DAY < time < _LAST_DAY
