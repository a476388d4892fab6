"""What a node says of itself at each contact: bounded, cheap to gather, readable by older parents."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec
from django.apps import apps
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Sum

import tillbook
from tillbook.exchange import kinds
from tillbook.exchange.core import heads
from tillbook.exchange.down import blobs, groups
from tillbook.exchange.models import Entity, FeedCursor
from tillbook.fleet import group_keys, queries
from tillbook.foundation import clock
from tillbook.nodes.models import LocalState
from tillbook.nodes.this_node import current

#: Bounds of what every database and calendar holds, in every time zone: one device's report travels
#: with the others.
_Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_214_399_999)]
_Difference = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Word = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[ -~]*$")]
_Version = Annotated[str, msgspec.Meta(max_length=32, pattern=r"^[ -~]*$")]
_KeyId = Annotated[str, msgspec.Meta(max_length=32, pattern="^[0-9a-f]*$")]
_Keys = Annotated[list[_KeyId], msgspec.Meta(max_length=1000)]
_MEBIBYTE = 2**20
#: Rows are counted anew whenever something moved, unless that is dear: then it takes at most this
#: part of the node's time. What was counted is never older than ten minutes.
_DEAR_S = 0.1
_COUNTING_SHARE = 0.02
_COUNTED_FOR_S = 600.0


class LoopReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one loop fares."""

    name: _Word
    #: Code of its last failure; empty while it is well.
    trouble: _Word = ""
    failures: _Count = 0
    is_stalled: bool = False


class Failing(msgspec.Struct, frozen=True):
    """A package that the node cannot apply."""

    group: _Word
    number: _Number
    code: _Word
    tries: _Count


class Held(msgspec.Struct, frozen=True, array_like=True):
    """What a node holds of one kind."""

    rows: _Number
    #: Sum of its entities' versions: equal to headquarters' when nothing is missing. 0: not told.
    version: _Number = 0


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """What releases since 0.2 add to a report."""

    group: _Word = ""
    #: How many migrations the database has.
    schema: _Count = 0
    #: When the newest package was applied, by the node's own clock.
    applied_ms: _Milliseconds | None = None
    #: When headquarters signed the newest state that is applied whole.
    as_of_ms: _Milliseconds | None = None
    #: The parent's clock minus the node's, by the quickest of the last answers, and how quick.
    offset_ms: _Difference | None = None
    round_trip_ms: _Count = 0
    disk_free_mib: _Count | None = None
    database_mib: _Count | None = None
    loops: Annotated[list[LoopReport], msgspec.Meta(max_length=16)] = []
    failing: Failing | None = None
    #: Kind -> what is held of it.
    holds: Annotated[dict[_Word, Held], msgspec.Meta(max_length=64)] = {}
    #: Group -> newest package that this node passes on without applying it.
    relays: Annotated[dict[_Word, _Number], msgspec.Meta(max_length=64)] = {}


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one node stands. Times in milliseconds; `at_ms` by the clock of who received it."""

    node: UUID
    at_ms: _Milliseconds
    wall_ms: _Milliseconds
    pending: _Count
    attention: _Count
    oldest_pending_ms: _Milliseconds | None
    package: _Number
    version: _Version
    #: Group keys that it holds.
    keys: _Keys
    details: Details = Details()


def own_report(loops: Sequence[LoopReport] = ()) -> Report:
    """Say how this node stands. A few short queries; rows are counted now and then."""
    backlog = queries.backlog()
    oldest = backlog.oldest_pending_at
    now = clock.milliseconds()
    return Report(
        node=current().id,
        at_ms=now,
        wall_ms=now,
        pending=backlog.pending,
        attention=backlog.attention,
        oldest_pending_ms=int(oldest.timestamp() * 1000) if oldest else None,
        package=queries.applied_package(),
        version=tillbook.__version__,
        keys=group_keys.held_ids(),
        details=own_details(loops),
    )


def own_details(loops: Sequence[LoopReport] = ()) -> Details:
    """Say what a person who looks after this node wants to know besides."""
    node = current()
    group = "" if node.is_root else groups.followed() or ""
    cursor = FeedCursor.objects.filter(group=group).first()
    measured = _measured()
    clock_seen = node.parent.clock_seen
    return Details(
        group=group,
        schema=measured.schema,
        applied_ms=int(cursor.applied_at.timestamp() * 1000) if cursor else None,
        as_of_ms=_as_of(cursor),
        offset_ms=clock_seen.offset_ms if clock_seen else None,
        round_trip_ms=clock_seen.round_trip_ms if clock_seen else 0,
        disk_free_mib=shutil.disk_usage(node.folder).free // _MEBIBYTE,
        database_mib=measured.database_mib,
        loops=list(loops),
        failing=_failing(cursor),
        holds=measured.holds,
        relays=_relays(),
    )


def _as_of(cursor: FeedCursor | None) -> int | None:
    """Return when the state that is here was signed; None while the head's packages come in."""
    published = blobs.head(cursor.group) if cursor else None
    if cursor is None or published is None:
        return None
    head = heads.open_head(published, current().identity.headquarters_key)
    return head.signed_ms if head.name == cursor.name else None


def _failing(cursor: FeedCursor | None) -> Failing | None:
    if cursor is None or not cursor.failed_number:
        return None
    return Failing(
        group=cursor.group,
        number=cursor.failed_number,
        code=cursor.failed_code,
        tries=cursor.tries,
    )


def _relays() -> dict[str, int]:
    """Return how far the groups are here whose packages only pass through."""
    if current().is_root:
        return {}
    return {group: newest_here(group) for group in groups.passed_on() if blobs.head(group)}


def newest_here(group: str) -> int:
    """Return how far a group is here: applied where it is this node's own, else passed on."""
    if group == groups.followed():
        return queries.applied_package()
    published = blobs.head(group)
    if published is None:
        return 0
    return heads.open_head(published, current().identity.headquarters_key).number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """What takes a while to find out."""

    at_s: float
    #: Of this thread, without waiting.
    took_s: float
    #: Position of the log and number of the package then.
    seen: tuple[int, int]
    schema: int
    database_mib: int
    holds: dict[str, Held]


def _measured() -> _Measured:
    """Measure, or return what was measured when nothing moved or it was done just now."""
    memories = current().memories
    last: _Measured | None = memories.get(_Measured)
    now_s = time.monotonic()
    position = LocalState.objects.values_list("position", flat=True).first() or 0
    seen = (position, queries.applied_package())
    if last is not None and now_s - last.at_s < _COUNTED_FOR_S:
        is_soon = now_s - last.at_s < last.took_s / _COUNTING_SHARE
        if last.seen == seen or (last.took_s > _DEAR_S and is_soon):
            return last
    started_s = time.thread_time()
    memories[_Measured] = measured = _Measured(
        at_s=now_s,
        schema=last.schema if last else _schema(),
        database_mib=_database_mib(),
        holds=holdings(),
        seen=seen,
        took_s=time.thread_time() - started_s,
    )
    return measured


def holdings() -> dict[str, Held]:
    """Count the rows of every kind in its own table, and sum up the versions of configuration."""
    found = {}
    for kind in kinds.entity_kinds():
        if kind.model is None:
            continue
        rows = kind.model._default_manager
        version = 0
        if kind.configuration:
            known = Entity.objects.filter(id__in=rows.values("pk"))
            version = known.aggregate(sum=Sum("version"))["sum"] or 0
        found[kind.name] = Held(rows=rows.count(), version=version)
    return found


def _schema() -> int:
    """Count the migrations of our own tables; other roles have other tables besides."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("tillbook.")}
    applied = MigrationRecorder(connections[current().database]).applied_migrations()
    return sum(label in ours for label, _ in applied)


def _database_mib() -> int:
    connection = connections[current().database]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0]) // _MEBIBYTE
    name = str(connection.settings_dict["NAME"])
    files = [Path(name + suffix) for suffix in ("", "-wal")]
    return sum(file.stat().st_size for file in files if file.exists()) // _MEBIBYTE
