"""The types of what another device's patch writes: what a column, a page or a search counts on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from tillbook.customers.document import SCALARS, SHAPE
from tillbook.customers.models import Address, Contact, Customer, CustomerAffiliation

_PARTS: Mapping[str, type[models.Model]] = {"contact": Contact, "address": Address}
#: Columns of a part that no patch names, or whose key stands in the unit's path.
_NOT_IN_PARTS = frozenset({"id", "customer", "extra"})


def holds(patch: Mapping[str, Any]) -> bool:
    """Tell whether every known field of a patch has its type; unknown ones are passed on."""
    return all(_holds_unit(path, value) for path, value in patch.items())


def _holds_unit(path: str, value: Any) -> bool:
    prefix, _, rest = path.partition("/")
    if rest and prefix in _PARTS:
        return _is_id(rest) and _holds_fields(value, _PARTS[prefix])
    if rest and prefix in SHAPE.sets:
        return _fits(rest, CustomerAffiliation._meta.get_field("affiliation"))
    if path in SHAPE.groups:
        return _holds_fields(value, Customer)
    if path == "created_at":
        return isinstance(value, str) and _is_time(value)
    return path not in SCALARS or _fits(value, Customer._meta.get_field(path))


def _holds_fields(value: Mapping[str, Any] | None, model: type[models.Model]) -> bool:
    columns = {field.name: field for field in model._meta.fields if field.name not in _NOT_IN_PARTS}
    return all(
        name not in columns or _fits(inner, columns[name]) for name, inner in (value or {}).items()
    )


def _fits(value: Any, column: Any) -> bool:
    if value is None:
        return True
    match column:
        case models.UUIDField():
            return isinstance(value, str) and _is_id(value)
        case models.BooleanField():
            return isinstance(value, bool)
        case models.JSONField():
            return isinstance(value, dict)
        case _:
            return isinstance(value, str) and len(value) <= column.max_length


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
