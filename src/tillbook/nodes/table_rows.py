"""Reading rows of one table by some ids: the same statement every time, so it is written once."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.nodes.this_node import current

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How the columns of a table are read on one database."""

    #: The statement is before, one mark for each id, after.
    before: str
    after: str
    #: What makes of a column's value what a document holds, by its place.
    converts: tuple[tuple[int, Convert], ...]


def rows_of(
    model: type[models.Model],
    ids: Collection[UUID],
    columns: tuple[str, ...],
    *,
    by: str,
    order: str = "",
    among: tuple[str, tuple[str, ...]] = ("", ()),
) -> Iterator[dict[str, Any]]:
    """Read the rows whose column `by` is one of the ids.

    Values are as the ORM's `values` gives them, but ids and decimals are text, as in documents.
    `among` is a column with the values of which it must have one.
    """
    if not ids:
        return
    connection = connections[current().database]
    plan = _plan(model, columns, by, order, among, connection.alias)
    field: Any = model._meta.get_field(by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{plan.before}{', '.join(['%s'] * len(ids))}{plan.after}",
            [*(field.get_db_prep_value(id, connection) for id in ids), *among[1]],
        )
        for row in cursor.fetchall():
            values = list(row)
            for at, convert in plan.converts:
                if values[at] is not None:
                    values[at] = convert(values[at])
            yield dict(zip(columns, values, strict=True))


@cache
def _plan(
    model: type[models.Model],
    columns: tuple[str, ...],
    by: str,
    order: str,
    among: tuple[str, tuple[str, ...]],
    alias: str,
) -> _Plan:
    connection = connections[alias]
    named = ", ".join(_quoted(model, name, connection) for name in columns)
    table, key = connection.ops.quote_name(model._meta.db_table), _quoted(model, by, connection)
    column, values = among
    marks = ", ".join(["%s"] * len(values))
    limited = f" AND {_quoted(model, column, connection)} IN ({marks})" if column else ""
    sorted_by = f" ORDER BY {_quoted(model, order, connection)}" if order else ""
    return _Plan(
        # Names of our own tables and columns only.
        before=f"SELECT {named} FROM {table} WHERE {key} IN (",  # noqa: S608
        after=f"){limited}{sorted_by}",
        converts=tuple(_converts(model, columns, connection)),
    )


def _converts(
    model: type[models.Model], columns: tuple[str, ...], connection: BaseDatabaseWrapper
) -> Iterator[tuple[int, Convert]]:
    compiler = model._default_manager.values(*columns).query.get_compiler(using=connection.alias)
    compiler.setup_query()
    found = compiler.get_converters(expression for expression, *_ in compiler.select or ())
    for at, name in enumerate(columns):
        field = model._meta.get_field(name)
        if isinstance(field, models.UUIDField | models.ForeignKey):
            yield at, _dashed if connection.vendor == "sqlite" else str
        elif isinstance(field, models.JSONField):
            yield at, msgspec.json.decode
        elif isinstance(field, models.DecimalField):
            yield at, _converted(found.get(at, ((), None)), connection, then=str)
        elif at in found:
            yield at, _converted(found[at], connection)


def _dashed(hex: str) -> str:
    """Write an id as a document holds it: a UUID is made and taken apart for nothing."""
    return f"{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}"


def _converted(
    by: tuple[Sequence[Any], Any],
    connection: BaseDatabaseWrapper,
    *,
    then: Convert = lambda value: value,
) -> Convert:
    """Return what does as the ORM's converters do, one after the other, and then something more."""
    converters, column = by

    def convert(value: Any) -> Any:
        for each in converters:
            value = each(value, column, connection)
        return then(value)

    return convert


def _quoted(model: type[models.Model], name: str, connection: BaseDatabaseWrapper) -> str:
    field: Any = model._meta.get_field(name)
    return connection.ops.quote_name(field.column)
