"""Reading rows of customers from one table: the same statement every time, so it is written once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from tillbook.nodes.this_node import current


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How the columns of a table are read on one database."""

    #: The statement is before, one mark for each id, after.
    before: str
    after: str
    #: How the backend and the field turn a column's value into Python's, by its place.
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


def rows_of(
    model: type[models.Model],
    ids: Collection[UUID],
    columns: tuple[str, ...],
    *,
    by: str,
    order: str = "",
) -> Iterator[dict[str, Any]]:
    """Read the rows whose column `by` is one of the ids, as the ORM's `values` would."""
    connection = connections[current().database]
    plan = _plan(model, columns, by, order, connection.alias)
    field: Any = model._meta.get_field(by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{plan.before}{', '.join(['%s'] * len(ids))}{plan.after}",
            [field.get_db_prep_value(id, connection) for id in ids],
        )
        for row in cursor.fetchall():
            values = list(row)
            for at, converters, column in plan.converters:
                for convert in converters:
                    values[at] = convert(values[at], column, connection)
            yield dict(zip(columns, values, strict=True))


@cache
def _plan(
    model: type[models.Model], columns: tuple[str, ...], by: str, order: str, alias: str
) -> _Plan:
    connection = connections[alias]
    quote = connection.ops.quote_name
    named = ", ".join(_quoted(model, name, connection) for name in columns)
    table, key = quote(model._meta.db_table), _quoted(model, by, connection)
    compiler = model._default_manager.values(*columns).query.get_compiler(using=alias)
    compiler.setup_query()
    found = compiler.get_converters(expression for expression, *_ in compiler.select or ())
    sorted_by = f" ORDER BY {_quoted(model, order, connection)}" if order else ""
    return _Plan(
        # Names of our own tables and columns only.
        before=f"SELECT {named} FROM {table} WHERE {key} IN (",  # noqa: S608
        after=f"){sorted_by}",
        converters=tuple(
            (at, tuple(converters), column) for at, (converters, column) in found.items()
        ),
    )


def _quoted(model: type[models.Model], name: str, connection: BaseDatabaseWrapper) -> str:
    field: Any = model._meta.get_field(name)
    return connection.ops.quote_name(field.column)
