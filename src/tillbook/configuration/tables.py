"""Kinds of configuration whose document is one row of one table: most of them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.exchange.core.units import Document, Shape
from tillbook.exchange.kinds import (
    EntityKind,
    Proposal,
    Row,
    Ruling,
    nothing_to_check,
    refuse_stale,
)
from tillbook.nodes import configured


def table_kind(
    name: str,
    model: type[Model],
    *,
    fields: Iterable[str],
    check: Callable[[Proposal], Ruling] = nothing_to_check,
    permanent: bool = False,
    configuration: bool = True,
) -> EntityKind:
    """Make a kind from a model with a UUID key `id`; each field is a unit of its own.

    With configuration=False the rows are about customers: people work on them, no setting reads them.
    """
    names = tuple(fields)
    manager = model._default_manager
    changed = configured.changed if configuration else _nothing

    def read(ids: Collection[UUID]) -> dict[UUID, Document]:
        rows = manager.filter(pk__in=ids).values("id", *names)
        return {row["id"]: {key: _plain(value) for key, value in row.items()} for row in rows}

    def write(rows: Sequence[Row]) -> None:
        changed()
        manager.bulk_create(
            [model(**_columns(row.document, names)) for row in rows],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=names,
        )

    def remove(ids: Collection[UUID]) -> None:
        if ids:
            changed()
            manager.filter(pk__in=ids).delete()

    return EntityKind(
        name=name,
        shape=Shape(),
        policy_of=refuse_stale,
        fields=frozenset(names),
        read=read,
        write=write,
        remove=remove,
        configuration=configuration,
        check=check,
        permanent=permanent,
        model=model,
    )


def _nothing() -> None:
    """Leave everything that was read of the configuration as it is."""


def _columns(document: Document, names: Iterable[str]) -> Document:
    """Leave out what only a newer release has a column for."""
    return {name: document[name] for name in ("id", *names) if name in document}


def _plain(value: Any) -> Any:
    """Turn a column's value into what JSON holds."""
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
