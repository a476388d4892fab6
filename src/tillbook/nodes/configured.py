"""What a process read of the configuration, kept until something is configured.

Every request asks for the same settings, and they change seldom. A mark in the database gets
another value with each change of configuration and in its transaction: whoever sees the change sees
another mark, in every process, and what was never committed was read under a mark that nobody sees
again.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connections

from tillbook.nodes.models import ConfigurationMark
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import remember, unit
from tillbook.nodes.upserts import upsert

Read = TypeVar("Read")
#: Before anything was configured.
_NONE = ""
_KEY = "mark of the configuration"
_MARK = "SELECT mark FROM nodes_configurationmark"


@dataclass(slots=True)
class _Readings:
    """What was read under a mark."""

    mark: str = _NONE
    known: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Newest:
    """The readings of one node in this process; those of an older mark are dropped whole."""

    readings: _Readings = field(default_factory=_Readings)


def as_configured(key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what `read` finds in tables of configuration alone, reading it once per configuration.

    The same object is returned every time, also to other threads: nobody may change it.
    """
    mark = remember(_KEY, _mark)
    newest = current().memory(_Newest)
    readings = newest.readings
    if readings.mark != mark:
        # Whoever still reads under the older mark writes into what nobody will ask any more.
        newest.readings = readings = _Readings(mark=mark)
    if key not in readings.known:
        readings.known[key] = read()
    found: Read = readings.known[key]
    return found


def changed() -> None:
    """Let everybody read the configuration anew once the running transaction is over."""
    # What this transaction reads from now on belongs to the new mark: under the old one others ask.
    unit().memory.pop(_KEY, None)
    upsert(ConfigurationMark, [{"id": 1, "mark": uuid4().hex}], columns=("id", "mark"))


def _mark() -> str:
    with connections[current().database].cursor() as cursor:
        cursor.execute(_MARK)
        row = cursor.fetchone()
    return row[0] if row else _NONE
