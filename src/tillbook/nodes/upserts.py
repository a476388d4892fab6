"""Many rows into one table by one statement: what the ORM does, without its price per row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from tillbook.nodes.this_node import current

#: A column of a model, whatever it holds.
_Field = Any
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How values become the columns of one table on one kind of database."""

    #: The statement is before, one row of marks or several, after.
    before: str
    marks: str
    after: str
    #: Where the value stands that tells whether a row is here already; None if that is not asked.
    key: int | None
    columns: tuple[str, ...]
    #: What stands for a value that is missing or None, by column.
    defaults: tuple[Any, ...]
    convert: tuple[tuple[int, _Convert], ...]


def upsert(
    model: type[models.Model],
    rows: Iterable[Mapping[str, Any]],
    *,
    columns: Sequence[str],
    unique: str | None = "id",
) -> None:
    """Insert rows, or replace those that are here, inside the caller's transaction.

    `columns` are names of fields; what a row leaves out or has as None becomes the field's default.
    `unique` is the column that tells whether a row is here already; None inserts only.
    """
    connection = connections[current().database]
    plan = _plan(model, tuple(columns), unique, connection.alias)
    prepared = [_values(row, plan) for row in rows]
    if prepared:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(plan.before + plan.marks + plan.after, prepared)
            else:
                _in_one_statement(cursor, plan, prepared)


def _in_one_statement(cursor: CursorWrapper, plan: _Plan, rows: Sequence[list[Any]]) -> None:
    """Spare a server the reading and planning of each row; of rows with one key the last counts."""
    if plan.key is not None:
        rows = list({row[plan.key]: row for row in rows}.values())
    marks = ", ".join([plan.marks] * len(rows))
    cursor.execute(plan.before + marks + plan.after, list(chain.from_iterable(rows)))


def insert(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows by their columns' names, inside the caller's transaction.

    A row may be the `__dict__` of one of the model; numbers that the database gives are left to it.
    """
    upsert(model, rows, columns=_columns(model), unique=None)


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    fields = model._meta.concrete_fields
    return tuple(one.attname for one in fields if not isinstance(one, models.AutoField))


def _values(row: Mapping[str, Any], plan: _Plan) -> list[Any]:
    found = zip(map(row.get, plan.columns), plan.defaults, strict=True)
    values = [default if value is None else value for value, default in found]
    for index, convert in plan.convert:
        value = values[index]
        if value is not None:
            values[index] = convert(value)
    return values


@cache
def _plan(
    model: type[models.Model], columns: tuple[str, ...], unique: str | None, alias: str
) -> _Plan:
    connection = connections[alias]
    fields: list[_Field] = [model._meta.get_field(name) for name in columns]
    converts = [_convert_for(field, connection) for field in fields]
    return _Plan(
        before=_before(model, fields, connection),
        marks=f"({', '.join(['%s'] * len(columns))})",
        after=_after(fields, unique, connection) if unique else "",
        key=columns.index(unique) if unique else None,
        columns=columns,
        defaults=tuple(field.get_default() for field in fields),
        convert=tuple((at, convert) for at, convert in enumerate(converts) if convert is not None),
    )


def _before(
    model: type[models.Model], fields: Sequence[_Field], connection: BaseDatabaseWrapper
) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    # Names of our own tables and columns only.
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608


def _after(fields: Sequence[_Field], unique: str, connection: BaseDatabaseWrapper) -> str:
    quote = connection.ops.quote_name
    key = quote(next(field.column for field in fields if field.name == unique))
    names = (quote(field.column) for field in fields)
    others = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
    return f" ON CONFLICT ({key}) DO UPDATE SET {others}"


def _convert_for(field: _Field, connection: BaseDatabaseWrapper) -> _Convert | None:
    """Return how a document's value becomes what the driver takes; None if it is the same."""
    field = field.target_field if isinstance(field, models.ForeignKey) else field
    embedded = connection.vendor == "sqlite"
    match field:
        case models.UUIDField():
            return _hex if embedded else _uuid
        case models.JSONField() if embedded:
            return _json
        case models.CharField() | models.TextField() | models.BooleanField():
            return None
        case models.IntegerField():
            return None
        case models.BinaryField() if embedded:
            return None
        case _:
            return lambda value: field.get_db_prep_save(value, connection)


def _hex(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else value.replace("-", "")


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
