"""Questions about this node: what waits, what needs a person, how far it has come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from tillbook.exchange.down import groups
from tillbook.exchange.log import backup_mark
from tillbook.exchange.log.standing import spoken_of
from tillbook.exchange.models import FeedCursor, Operation, SnapshotLoad
from tillbook.exchange.up.decide import CLONED
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current

State = Operation.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What has no final word yet at this node."""

    pending: int
    attention: int
    oldest_pending_at: datetime | None


def backlog(store: UUID | None = None) -> Backlog:
    """Count what waits for headquarters and what waits for a person, here or of one store here."""
    here = Operation.objects.all() if store is None else Operation.objects.filter(store=store)
    rows = (
        here.exclude(state__in=(State.SETTLED, State.ANSWERED))
        .exclude(id__in=spoken_of())
        .values("state")
        .annotate(count=Count("id"), oldest=Min("minted_at"))
    )
    found = {row["state"]: row for row in rows}
    waiting = [found[state] for state in (State.PENDING, State.HELD) if state in found]
    return Backlog(
        pending=sum(row["count"] for row in waiting),
        attention=found[State.ATTENTION]["count"] if State.ATTENTION in found else 0,
        oldest_pending_at=min((row["oldest"] for row in waiting), default=None),
    )


def copied() -> frozenset[UUID]:
    """Name the devices of which there are two, by what of theirs nobody has looked at yet."""
    rows = Operation.objects.filter(state=State.ATTENTION, reason=CLONED)
    return frozenset(rows.values_list("origin", flat=True))


def reason_of(operation: UUID) -> str:
    """Return why headquarters did not accept an operation; empty when it did, or is not here."""
    rows = Operation.objects.filter(id=operation).values_list("reason", flat=True)
    return rows.first() or ""


def operations_of(entity: UUID, *, limit: int = 100) -> list[Operation]:
    """Return what was asked of an entity, newest first."""
    rows = Operation.objects.filter(entity=entity).select_related("content")
    return list(rows.order_by("-position")[:limit])


class Level(IntEnum):
    """Who has an operation besides the node that minted it."""

    HERE = 0
    #: The parent keeps it. Its disk may die: the origin does not let go.
    PARENT = 1
    #: Headquarters decided it.
    DECIDED = 2
    #: A backup of headquarters contains it.
    BACKED_UP = 3


def levels(operations: Iterable[Operation]) -> dict[UUID, Level]:
    """Return how far operations are acknowledged, as far as this node knows. One query."""
    backed_up = backup_mark.held()
    return {row.id: _level(row, backed_up) for row in operations}


def _level(row: Operation, backed_up: int) -> Level:
    if row.outcome:
        return Level.BACKED_UP if 0 < row.receipt <= backed_up else Level.DECIDED
    is_kept_above = row.relayed_at is not None or row.origin != current().id
    return Level.PARENT if is_kept_above else Level.HERE


def ever_written(ids: Collection[UUID]) -> set[UUID]:
    """Return which entities anything was ever asked of here, also those that were removed since."""
    return set(Operation.objects.filter(entity__in=ids).values_list("entity", flat=True))


def minted_since(actor: Actor, since: datetime) -> list[tuple[str, int]]:
    """Count what was asked where the actor works since a time, by kind."""
    rows = _minted_at_desk(actor, since).order_by("kind")
    return list(rows.values_list("kind").annotate(count=Count("id")))


def touched_since(actor: Actor, kind: str, since: datetime, *, limit: int) -> dict[UUID, datetime]:
    """Return the entities of a kind that were written where the actor works, latest first."""
    rows = _minted_at_desk(actor, since).filter(entity_kind=kind)
    latest = rows.values("entity").annotate(at=Max("minted_at")).order_by("-at")
    return dict(latest.values_list("entity", "at")[:limit])


def _minted_at_desk(actor: Actor, since: datetime) -> QuerySet[Operation]:
    """Return what was asked at the actor's register, else at the store: a node may serve several."""
    rows = Operation.objects.filter(origin=actor.node, minted_at__gte=since)
    if actor.register is not None:
        return rows.filter(register=actor.register)
    return rows.filter(store=actor.store)


def applied_package() -> int:
    """Return the number of the newest package of its group applied here; 0 at headquarters."""
    rows = FeedCursor.objects.filter(group=groups.followed())
    return rows.values_list("number", flat=True).first() or 0


def received() -> dict[str, datetime]:
    """Return by kind when headquarters signed the newest change that is here."""
    rows = FeedCursor.objects.filter(group=groups.followed()).values_list("received", flat=True)
    return {kind: clock.from_milliseconds(at) for kind, at in (rows.first() or {}).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far this node has come with taking the rows of its group."""

    #: The kind that is being taken; empty before the first row.
    kind: str
    done: int
    total: int
    #: Whether nothing at all was here when it began.
    is_first: bool

    @property
    def percent(self) -> int:
        """How much is done, in whole percent; 100 only at the end."""
        return min(99, self.done * 100 // self.total) if self.total else 0


def loading() -> Progress | None:
    """Return how far this node has come with a snapshot, None when it is taking none."""
    row = SnapshotLoad.objects.filter(finished_at=None).first()
    if row is None:
        return None
    return Progress(kind=row.kind, done=row.done, total=row.total, is_first=row.is_first)
