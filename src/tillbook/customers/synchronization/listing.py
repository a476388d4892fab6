"""The operations on customers in this node's log, with their state, times, people and reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tillbook.customers import search_index
from tillbook.customers.models import Customer
from tillbook.customers.rules.search_tokens import query_of
from tillbook.customers.rules.stages import Stage
from tillbook.customers.trail import decode_body, decode_envelope, uploaded_at
from tillbook.exchange import kinds
from tillbook.exchange.core.operations import (
    CONTROLS,
    CORRECTED,
    RETRY,
    Body,
    Envelope,
    Outcome,
)
from tillbook.exchange.core.units import Units
from tillbook.exchange.log.standing import spoken_of
from tillbook.exchange.models import Operation
from tillbook.fleet.queries import Level, levels
from tillbook.foundation import clock, folding
from tillbook.foundation.actor import Actor, Permission
from tillbook.staff.queries import names_of
from tillbook.stores.queries import names_of_places, numbers_of

PAGE, MAX_PAGE = 50, 200
#: Nobody counts further: one more than this means "more than".
MOST_COUNTED = 1000
#: How many refused or waiting operations a text is looked for in, besides the customers here.
_MOST_READ = 1000
State = Operation.State
_WAITING = Q(state__in=(State.PENDING, State.HELD))
_CLOSED = Q(outcome=Outcome.DISCARDED.value)
_IN_GROUP: Mapping[str, Q] = {
    "attention": Q(state=State.ATTENTION),
    "waiting": _WAITING,
    "done": Q(state__in=(State.SETTLED, State.ANSWERED)) & ~_CLOSED,
    "closed": Q(state=State.SETTLED) & _CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which operations are asked for; empty is all."""

    #: attention, waiting, done or closed.
    group: str = ""
    store: UUID | None = None
    reason: str = ""
    #: A name, a number, a phone, …: what customers are found by.
    text: str = ""
    older_than: timedelta | None = None
    customer: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One operation on a customer, as a list shows it."""

    operation: UUID
    position: int
    kind: str
    creates: bool
    stage: Stage
    #: Who has it besides the node that made it, as far as this node knows.
    level: Level
    customer: UUID
    #: As this node shows the customer, else as the operation names it; empty when neither does.
    name: str
    account_number: str
    #: Whether this node shows the customer.
    is_here: bool
    #: What it changes: names of units without ids, such as `name` and `contact`.
    units: tuple[str, ...]
    reason: str
    params: Mapping[str, str]
    #: How often headquarters was asked to decide it.
    tries: int
    by: UUID
    by_kind: str
    by_name: str
    #: Where it was made: numbers and names, empty at headquarters.
    store: str
    store_name: str
    register: str
    register_name: str
    asked_at: datetime
    uploaded_at: datetime | None
    decided_at: datetime | None
    distributed_at: datetime | None
    #: The operation that it corrects, and the one that corrected it.
    refers: UUID | None
    corrected_by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Operations, newest first."""

    lines: tuple[Line, ...]
    #: Where the next page begins; None on the last one.
    before: int | None


def page(
    actor: Actor, wanted: Wanted | None = None, *, before: int | None = None, limit: int = PAGE
) -> Page:
    """Return operations, newest first; with `before`, those that follow that position.

    Raises PermissionRefused. Source: AR-116.
    """
    rows = _narrowed(actor, wanted or Wanted()).order_by("-position")
    if before is not None:
        rows = rows.filter(position__lt=before)
    found = list(rows.select_related("content")[: limit + 1])
    shown = found[:limit]
    return Page(
        lines=tuple(lines(shown)), before=shown[-1].position if len(found) > limit else None
    )


def counts(actor: Actor) -> dict[str, int]:
    """Count the operations of each group, none beyond MOST_COUNTED."""
    rows = _of_customers(actor)
    bounded = MOST_COUNTED + 1
    return {name: rows.filter(_shown(name))[:bounded].count() for name in _IN_GROUP}


def reasons(actor: Actor) -> dict[str, int]:
    """Count the operations that need a person by the reason given, the most frequent first."""
    rows = _of_customers(actor).filter(_shown("attention")).values("reason")
    counted = rows.annotate(count=Count("id")).order_by("-count", "reason")
    return dict(counted.values_list("reason", "count"))


def alike(actor: Actor, reason: str, *, after: int, limit: int) -> list[UUID]:
    """Return operations that need a person for one reason, in the order of the log."""
    rows = _of_customers(actor).filter(_shown("attention"), reason=reason, position__gt=after)
    return list(rows.order_by("position").values_list("id", flat=True)[:limit])


def _narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Operation]:
    rows = _of_customers(actor)
    if wanted.group in _IN_GROUP:
        rows = rows.filter(_shown(wanted.group))
    if wanted.store is not None:
        rows = rows.filter(store=wanted.store)
    if wanted.reason:
        rows = rows.filter(reason=wanted.reason)
    if wanted.older_than is not None:
        rows = rows.filter(minted_at__lte=clock.now() - wanted.older_than)
    if wanted.customer is not None:
        rows = rows.filter(entity=wanted.customer)
    return rows.filter(entity__in=_named(actor, wanted.text)) if wanted.text else rows


def _of_customers(actor: Actor) -> QuerySet[Operation]:
    """Return the operations that an actor may see: a store sees its own."""
    actor.require(Permission.FIND_CUSTOMERS)
    rows = Operation.objects.filter(entity_kind="customer").exclude(kind__in=CONTROLS)
    return rows if actor.store is None else rows.filter(store=actor.store)


def _shown(group: str) -> Q:
    """Return what stands in a group; what is being repaired waits, and is nobody's trouble."""
    chosen = _IN_GROUP[group]
    return chosen & ~Q(id__in=spoken_of()) if group == "attention" else chosen


def _named(actor: Actor, text: str) -> set[UUID]:
    """Find customers by a text, also those who are known only from operations without a final word."""
    found = set(search_index.candidates(query_of(text)))
    rows = _of_customers(actor).filter(_shown("attention") | _WAITING)
    words = folding.words(text)
    for row in rows.select_related("content").order_by("-position")[:_MOST_READ]:
        named = folding.words(_name_in(_patch(row)))
        if words and all(any(one.startswith(word) for one in named) for word in words):
            found.add(row.entity)
    return found


def lines(rows: Sequence[Operation]) -> Iterable[Line]:
    """Put operations of the log into words; a handful of queries for all of them."""
    entities = [row.entity for row in rows]
    here = {
        id: (name, number)
        for id, name, number in Customer.objects.filter(id__in=entities).values_list(
            "id", "name", "account_number"
        )
    }
    people = names_of([row.actor for row in rows])
    places = {place for row in rows for place in (row.store, row.register) if place is not None}
    numbers, names = numbers_of(places), names_of_places(places)
    tries, acknowledged = _tries(rows), levels(rows)
    for row in rows:
        patch = _patch(row)
        name, number = here.get(row.entity, (_name_in(patch), ""))
        yield Line(
            operation=row.id,
            position=row.position,
            kind=row.kind,
            creates=kinds.creates(row.kind),
            stage=stage_of(row),
            level=acknowledged[row.id],
            customer=row.entity,
            name=name,
            account_number=number,
            is_here=row.entity in here,
            units=tuple(dict.fromkeys(unit.partition("/")[0] for unit in patch)),
            reason=row.reason,
            params=row.params,
            tries=tries.get(row.id, 0) + 1,
            by=row.actor,
            by_kind=_envelope(row).by.kind,
            by_name=people.get(row.actor, ""),
            store=numbers.get(row.store, ""),
            store_name=names.get(row.store, ""),
            register=numbers.get(row.register, ""),
            register_name=names.get(row.register, ""),
            asked_at=row.minted_at,
            uploaded_at=uploaded_at(row),
            decided_at=row.decided_at,
            distributed_at=row.distributed_at,
            refers=row.refers,
            corrected_by=UUID(row.params[CORRECTED]) if CORRECTED in row.params else None,
        )


def stage_of(row: Operation) -> Stage:
    """Tell where an operation stands, as far as this node knows."""
    match row.state:
        case State.PENDING:
            return Stage.UNSENT if uploaded_at(row) is None else Stage.SENT
        case State.HELD:
            return Stage.HELD
        case State.ATTENTION:
            return Stage.ATTENTION
        case State.ANSWERED:
            return Stage.DECIDED
    match row.outcome:
        case Outcome.DISCARDED:
            return Stage.CORRECTED if CORRECTED in row.params else Stage.DISCARDED
        case Outcome.MERGED:
            return Stage.MERGED
        case Outcome.DUPLICATE:
            return Stage.DUPLICATE
    return Stage.DONE if row.distributed_at else Stage.DECIDED


def _tries(rows: Sequence[Operation]) -> dict[UUID | None, int]:
    retries = Operation.objects.filter(
        kind=RETRY, entity__in=[row.entity for row in rows], refers__in=[row.id for row in rows]
    )
    return dict(retries.values_list("refers").annotate(count=Count("id")))


def _envelope(row: Operation) -> Envelope:
    return decode_envelope(bytes(row.envelope))


def _patch(row: Operation) -> Units:
    body: Body | None = decode_body(bytes(row.content.body)) if row.content.body else None
    return dict(body.patch) if body else {}


def _name_in(patch: Units) -> str:
    name = patch.get("name")
    return str(name.get("name", "")) if isinstance(name, Mapping) else ""
