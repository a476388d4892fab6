"""The types of what another device's patch writes: what a column, a page or a search counts on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

import msgspec
from django.db import models

from tillbook.customers.document import LISTS, SCALARS, SETS, SHAPE
from tillbook.customers.models import Consent, Customer

_Id = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
]
#: An amount of money as it is stored, such as "1000.00".
_Amount = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,13}\.[0-9]{2}\Z")]
_Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
_FIRST_DAY, _LAST_DAY = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
#: Any value of an attribute that a page can show; what it may be is decided at headquarters.
_AttributeValue = (
    Annotated[str, msgspec.Meta(max_length=1000)]
    | bool
    | Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
    | None
)
#: Columns of a part that no patch names, or whose key stands in the unit's path.
_NOT_IN_PARTS = frozenset({"id", "customer", "extra"})


def holds(patch: Mapping[str, Any]) -> bool:
    """Tell whether every known field of a patch has its type; unknown ones are passed on."""
    try:
        msgspec.convert(patch, _own_form())
        for path, value in patch.items():
            _check_unit(path, value)
    except msgspec.ValidationError:
        return False
    return "created_at" not in patch or _is_time(patch["created_at"])


def _check_unit(path: str, value: Any) -> None:
    """Prove a unit that is more than one field of the customer's own. Raises ValidationError."""
    prefix, _, rest = path.partition("/")
    if rest and prefix in SHAPE.lists:
        msgspec.convert(rest, _Id)
        msgspec.convert(value, _form_of(LISTS[SHAPE.lists[prefix]]) | None)
    elif rest and prefix in SHAPE.sets:
        model, column = SETS[SHAPE.sets[prefix]]
        msgspec.convert(rest, _type_of(model, column))
    elif rest and prefix == "attribute":
        msgspec.convert(rest, _Id)
        msgspec.convert(value, _AttributeValue)
    elif rest and prefix in SHAPE.maps:
        msgspec.convert(rest, _type_of(Consent, "key"))
        msgspec.convert(value, _form_of(Consent) | None)
    elif path in SHAPE.groups:
        msgspec.convert(value, _form_of(Customer) | None)


@cache
def _own_form() -> type[msgspec.Struct]:
    """Return the form of the fields that are units by their own names."""
    return _struct(Customer, [name for name in SCALARS if name not in SHAPE.groups])


@cache
def _form_of(model: type[models.Model]) -> Any:
    names = [field.name for field in model._meta.fields]
    return _struct(model, [name for name in names if name not in _NOT_IN_PARTS])


def _struct(model: type[models.Model], names: list[str]) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        model.__name__, [(name, _type_of(model, name) | None, None) for name in names]
    )


@cache
def _type_of(model: type[models.Model], name: str) -> Any:
    column: Any = model._meta.get_field(name)
    match column:
        case models.UUIDField():
            return _Id
        case models.BooleanField():
            return bool
        case models.PositiveIntegerField():
            return _Count
        case models.DecimalField():
            return _Amount
        case models.JSONField():
            return dict
        case _:
            return Annotated[str, msgspec.Meta(max_length=column.max_length)]


def _is_time(value: Any) -> bool:
    """Tell whether every time zone has this moment."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return time.tzinfo is not None and _FIRST_DAY < time < _LAST_DAY
