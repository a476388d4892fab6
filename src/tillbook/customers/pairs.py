"""Questions about customers who may be one, and about those who became one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tillbook.customers import aliases, queries
from tillbook.customers.models import CustomerMerge, DuplicatePair
from tillbook.customers.rules import merging
from tillbook.customers.rules.pairs import SURE
from tillbook.exchange.core.units import Document
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission

PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPair:
    """A pair of the queue with both customers as this node shows them."""

    id: UUID
    first: Document
    second: Document
    #: Of a thousand.
    strength: int
    reasons: tuple[str, ...]
    source: str
    state: str
    #: ISO date; empty for none.
    snoozed_until: str

    @property
    def is_sure(self) -> bool:
        """Whether it may be merged without a look of its own."""
        return self.strength >= SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of pairs, the surest first."""

    items: Sequence[ShownPair]
    #: Id of the pair after which the next page begins; None on the last one.
    after: UUID | None


def queue(
    actor: Actor, *, state: str = "open", after: UUID | None = None, limit: int = PAGE
) -> Queue:
    """Return pairs of a state, the surest first; those that somebody put off stand in "snoozed"."""
    actor.require(Permission.PROPOSE_MERGES)
    rows = DuplicatePair.objects.filter(_of(state)).order_by("-strength", "id")
    start = DuplicatePair.objects.filter(id=after).first() if after else None
    if start is not None:
        rows = rows.filter(
            Q(strength__lt=start.strength) | Q(strength=start.strength, id__gt=start.id)
        )
    page = list(rows[: limit + 1])
    last = page[limit - 1].id if len(page) > limit else None
    return Queue(items=_shown(actor, page[:limit]), after=last)


def count(actor: Actor, *, state: str = "open") -> int:
    """Return how many pairs are in a state."""
    actor.require(Permission.PROPOSE_MERGES)
    return DuplicatePair.objects.filter(_of(state)).count()


def pair(actor: Actor, id: UUID) -> ShownPair | None:
    """Return one pair, None when there is none or one of the two is not here."""
    actor.require(Permission.PROPOSE_MERGES)
    return next(iter(_shown(actor, DuplicatePair.objects.filter(id=id))), None)


def _of(state: str) -> Q:
    if state not in ("open", "snoozed"):
        return Q(state=state)
    today = clock.now().date().isoformat()
    when = Q(snoozed_until__gt=today) if state == "snoozed" else Q(snoozed_until__lte=today)
    # Who is a part of another customer is asked about no more; the other one stands in pairs of its own.
    gone = Q(aliases.is_gone("first")) | Q(aliases.is_gone("second"))
    return Q(state=DuplicatePair.State.OPEN) & when & ~gone


def _shown(actor: Actor, rows: Iterable[DuplicatePair]) -> list[ShownPair]:
    listed = list(rows)
    ids = list({id for row in listed for id in (row.first, row.second)})
    here = {UUID(one["id"]): one for one in queries.find_all(actor, ids)}
    return [
        ShownPair(
            id=row.id,
            first=here[row.first],
            second=here[row.second],
            strength=row.strength,
            reasons=tuple(row.reasons),
            source=row.source,
            state=row.state,
            snoozed_until=row.snoozed_until,
        )
        for row in listed
        if row.first in here and row.second in here
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A customer who became a part of another one."""

    loser: Document
    at: datetime
    by: UUID
    #: Until when it can be undone; None when that time is over.
    until: datetime | None


def merged_into(actor: Actor, survivor: UUID) -> list[Merged]:
    """Return who became a part of a customer and still is, the latest first."""
    actor.require(Permission.FIND_CUSTOMERS)
    rows = CustomerMerge.objects.filter(survivor=survivor, undone_at=None).order_by("-at")
    listed = list(rows)
    here = {one["id"]: one for one in queries.find_all(actor, [row.loser for row in listed])}
    now = clock.now()
    return [
        Merged(
            loser=here[str(row.loser)],
            at=row.at,
            by=row.by,
            until=row.at + merging.UNDO if merging.can_be_undone(row.at, now) else None,
        )
        for row in listed
        if str(row.loser) in here
    ]
