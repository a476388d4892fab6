"""The history of a customer: who changed what, where, when and from which till."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tillbook.customers import document as documents
from tillbook.customers import queries
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.found import view_of
from tillbook.customers.rules.companies import is_of_another
from tillbook.customers.rules.history import Change, Step, is_about, replay
from tillbook.customers.rules.merging import ABSORB, MERGE, RELEASE, UNMERGE
from tillbook.customers.trail import Asked, Trail, trail_of
from tillbook.exchange import kinds
from tillbook.exchange.core.operations import CONTROLS, DISCARD, Outcome
from tillbook.exchange.core.units import to_units
from tillbook.exchange.log import images
from tillbook.exchange.models import Operation
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.staff.queries import names_of
from tillbook.stores.queries import names_of_places, numbers_of

PAGE = 20
MAX_PAGE = 100
#: The question that a node puts to its parent.
QUESTION = "customers.history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """An operation that won against another one."""

    operation: UUID
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One operation on a customer: what, who, where, when, and each value before and after."""

    operation: UUID
    kind: str
    #: created, edited, consent (an edit of consents alone), corrected, retried, discarded; merged
    #: (became a part of another customer), absorbed (took one up), unmerged, released (let one go).
    what: str
    #: applied, merged (a part lost), lost (all of it), duplicate, pending, refused, discarded.
    fate: str
    #: When it was asked, by the clock of the node.
    at: datetime
    by: UUID
    #: staff, token or system.
    by_kind: str
    #: Empty for programs, and for people whom this node does not know.
    by_name: str
    #: Where, by number and name; all empty at headquarters.
    store: str
    store_name: str
    register: str
    register_name: str
    #: The operation that this one corrects, has decided anew or closes.
    refers: UUID | None
    state: str
    outcome: str
    reason: str
    params: Mapping[str, str]
    uploaded_at: datetime | None
    decided_at: datetime | None
    distributed_at: datetime | None
    #: Whether its values were erased on request.
    is_erased: bool
    changes: tuple[Change, ...]
    #: The operations that won against it.
    rivals: tuple[Rival, ...]
    #: What whoever asked gave as the reason.
    said: str = ""
    #: Name of whoever approved it on the spot; empty where nobody had to.
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of a customer's history, newest first: undecided first, then by decision."""

    events: tuple[Event, ...]
    has_more: bool
    #: False when headquarters was to be asked and could not be: only this node's part is told.
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Which page is asked for."""

    limit: int
    #: The last operation of the page before.
    before: UUID | None = None
    #: Undecided operations that a child tells itself unless they are known here.
    mine: frozenset[UUID] = frozenset()
    timeout_s: float = queries.REMOTE_TIMEOUT_S


class _Answer(msgspec.Struct, frozen=True):
    """A node's answer to a child. A newer node may say more; what is not known is left out."""

    is_found: bool
    events: tuple[Event, ...] = ()
    has_more: bool = False
    is_complete: bool = True
    #: Those of the child's own operations that this node tells itself.
    known: frozenset[UUID] = frozenset()


def history(
    actor: Actor,
    id: UUID,
    *,
    limit: int = PAGE,
    before: UUID | None = None,
    timeout_s: float = queries.REMOTE_TIMEOUT_S,
) -> Timeline:
    """Return a page of what happened to a customer, from headquarters when it can be asked.

    `before` is the last operation of the page before. Bounded in time. Raises PermissionRefused;
    UnknownCustomer, also at a store of another company than the customer's: what was done with
    somebody is between them and the company that has them.
    """
    found = queries.find(actor, id) or queries.find_elsewhere(actor, id, timeout_s=timeout_s)
    if found and is_of_another(found, view_of(actor).company):
        raise UnknownCustomer
    wanted = _Wanted(limit=limit, before=before, timeout_s=timeout_s)
    answer = _answer(actor, id, wanted)
    if not answer.is_found:
        raise UnknownCustomer
    return Timeline(events=answer.events, has_more=answer.has_more, is_complete=answer.is_complete)


def repair_of(actor: Actor, id: UUID, operation: UUID) -> list[Event]:
    """Return an operation on a customer with all that corrected, retried or closed it.

    Newest first, as this node's log knows them; the customer need not be shown here, as one whose
    creation was refused is not. Raises PermissionRefused.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    trail = trail_of(id)
    effects = _effects(trail) if current().is_root else _effects_apart(id, trail)
    chain = _chain([*trail.decided, *trail.undecided], operation)
    return [event for event in _events(trail, effects) if event.operation in chain]


def _chain(asked: Sequence[Asked], operation: UUID) -> set[UUID]:
    """Return what hangs together with an operation by referring to each other."""
    chain, grown = {operation}, True
    while grown:
        links = {(one.id, one.refers) for one in asked if one.refers is not None}
        more = {id for link in links if chain & set(link) for id in link if id is not None}
        grown = not more <= chain
        chain |= more
    return chain


class _Asked(msgspec.Struct, frozen=True):
    """What a child asks for."""

    id: UUID
    limit: int = PAGE
    before: UUID | None = None
    #: The child's own operations, to be told which of them are known here.
    mine: frozenset[UUID] = frozenset()


def answer_history(actor: Actor, params: dict[str, Any]) -> Any:
    """Answer a child: a page, and which of the child's own operations are told here."""
    asked = msgspec.convert(params, _Asked)
    limit = max(1, min(asked.limit, MAX_PAGE))
    wanted = _Wanted(limit=limit, before=asked.before, mine=asked.mine)
    return msgspec.to_builtins(_answer(actor, asked.id, wanted))


def _answer(actor: Actor, id: UUID, wanted: _Wanted) -> _Answer:
    actor.require(Permission.FIND_CUSTOMERS)
    is_here = queries.find(actor, id) is not None
    trail = trail_of(id) if is_here else Trail(decided=(), undecided=())
    if current().is_root:
        return _page(_events(trail, _effects(trail)), wanted, is_found=is_here)
    told = _events(trail, _effects_apart(id, trail))
    waiting = told[: len(trail.undecided)]
    above = _ask(id, replace(wanted, mine=wanted.mine | {event.operation for event in waiting}))
    if above is None:
        return _page(told, wanted, is_found=is_here, is_complete=False)
    return _joined(waiting, above, wanted, is_found=is_here or above.is_found)


def _joined(
    waiting: Sequence[Event], above: _Answer, wanted: _Wanted, *, is_found: bool
) -> _Answer:
    """Put what only this node knows on top of what the parent tells."""
    waiting = [event for event in waiting if event.operation not in above.known]
    is_further = wanted.before in above.known
    top = [] if is_further else _rest(waiting, wanted)
    events = [*top, *above.events]
    return _Answer(
        is_found=is_found,
        events=tuple(events[: wanted.limit]),
        has_more=above.has_more or len(events) > wanted.limit,
        is_complete=above.is_complete,
        known=(above.known | {event.operation for event in waiting}) & wanted.mine,
    )


def _page(
    told: Sequence[Event], wanted: _Wanted, *, is_found: bool, is_complete: bool = True
) -> _Answer:
    """Cut a page out of all that this node knows."""
    rest = _rest(told, wanted)
    return _Answer(
        is_found=is_found,
        events=tuple(rest[: wanted.limit]),
        has_more=len(rest) > wanted.limit,
        is_complete=is_complete,
        known=wanted.mine & {event.operation for event in told},
    )


def _rest(told: Sequence[Event], wanted: _Wanted) -> list[Event]:
    """Return what follows the page before; a child's own operation stands above everything."""
    places = {event.operation: place for place, event in enumerate(told, 1)}
    if wanted.before is None or wanted.before in wanted.mine - places.keys():
        return list(told)
    return list(told[places[wanted.before] :]) if wanted.before in places else []


def _ask(id: UUID, wanted: _Wanted) -> _Answer | None:
    """Ask the parent, in bounded time. None when it cannot be asked or not be understood."""
    answer = queries.ask_parent(
        QUESTION,
        {
            "id": str(id),
            "limit": wanted.limit,
            "before": str(wanted.before) if wanted.before else None,
            "mine": sorted(map(str, wanted.mine)),
        },
        wanted.timeout_s,
    )
    try:
        return msgspec.convert(answer, _Answer) if answer is not None else None
    except msgspec.ValidationError:
        return None


Effects = Mapping[UUID, tuple[Change, ...]]


def _effects(trail: Trail) -> Effects:
    """Return what each operation changed, at headquarters: nothing is missing in between."""
    asked = [*trail.decided, *trail.undecided]
    found = replay([_step(one) for one in asked], documents.SHAPE, start=None)
    return dict(zip([one.id for one in asked], found, strict=True))


def _effects_apart(id: UUID, trail: Trail) -> Effects:
    """Return what each operation changed, at a node that sees only some of them.

    Undecided ones are laid over headquarters' image, as everywhere on this node.
    """
    settled = [_step(one) for one in trail.decided]
    found = replay(settled, documents.SHAPE, start=None, is_whole=False)
    image = images.load(kinds.entity_kind("customer"), [id]).get(id) if trail.undecided else None
    start = to_units(image.document, documents.SHAPE) if image else None
    open_steps = [replace(_step(one), is_laid_over=True) for one in trail.undecided]
    found += replay(open_steps, documents.SHAPE, start=start)
    asked = [*trail.decided, *trail.undecided]
    return dict(zip([one.id for one in asked], found, strict=True))


def _step(asked: Asked) -> Step:
    is_repeat = asked.outcome == Outcome.DUPLICATE.value
    return Step(
        operation=asked.id,
        patch={} if is_repeat else asked.patch,
        is_written=asked.is_written,
        assigned={} if is_repeat else asked.assigned,
        lost=asked.lost,
        base=asked.base,
    )


def _events(trail: Trail, effects: Effects) -> list[Event]:
    """Tell a trail, newest first: undecided operations stand on top."""
    asked = [*trail.decided, *trail.undecided]
    people = names_of([id for one in asked for id in (one.actor, one.approver) if id])
    ids = {place for one in asked for place in (one.store, one.register) if place is not None}
    where = _Where(numbers=numbers_of(ids), names=names_of_places(ids))
    rivals = {one.id: _rival(one, people) for one in asked}
    told = [_event(one, effects[one.id], people=people, where=where) for one in asked]
    return [_with_rivals(event, rivals) for event in reversed(told)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    numbers: Mapping[UUID | None, str]
    names: Mapping[UUID | None, str]


def _event(
    asked: Asked, changes: tuple[Change, ...], *, people: Mapping[UUID, str], where: _Where
) -> Event:
    return Event(
        operation=asked.id,
        kind=asked.kind,
        what=_what(asked, changes),
        fate=_fate(asked, changes),
        at=asked.minted_at,
        by=asked.actor,
        by_kind=asked.actor_kind,
        by_name=people.get(asked.actor, ""),
        store=where.numbers.get(asked.store, ""),
        store_name=where.names.get(asked.store, ""),
        register=where.numbers.get(asked.register, ""),
        register_name=where.names.get(asked.register, ""),
        refers=asked.refers,
        state=asked.state,
        outcome=asked.outcome,
        reason=asked.reason,
        params=asked.params,
        uploaded_at=asked.uploaded_at,
        decided_at=asked.decided_at,
        distributed_at=asked.distributed_at,
        is_erased=asked.patch is None,
        changes=changes,
        rivals=(),
        said="" if asked.kind in _MERGES else asked.said,
        approved_by=people.get(asked.approver, "") if asked.approver else "",
    )


#: What the operations of a merge are called; the other customer is their reason.
_MERGES = {
    MERGE: "merged",
    ABSORB: "absorbed",
    UNMERGE: "unmerged",
    RELEASE: "released",
}


def _what(asked: Asked, changes: tuple[Change, ...]) -> str:
    if asked.kind in CONTROLS:
        return "discarded" if asked.kind == DISCARD else "retried"
    if asked.refers is not None:
        return "corrected"
    if asked.creates:
        return "created"
    if asked.kind in _MERGES:
        return _MERGES[asked.kind]
    return "consent" if is_about(changes, "consent") else "edited"


_FATES = {
    Outcome.APPLIED.value: "applied",
    Outcome.MERGED.value: "merged",
    Outcome.DUPLICATE.value: "duplicate",
    Outcome.QUARANTINED.value: "refused",
    Outcome.DISCARDED.value: "discarded",
}


def _fate(asked: Asked, changes: tuple[Change, ...]) -> str:
    if not asked.outcome and asked.state == Operation.State.ATTENTION:
        return "refused"
    fate = _FATES.get(asked.outcome, "pending")
    is_lost = asked.lost and changes and not any(change.is_written for change in changes)
    return "lost" if fate == "merged" and is_lost else fate


def _rival(asked: Asked, people: Mapping[UUID, str]) -> Rival:
    return Rival(operation=asked.id, by_name=people.get(asked.actor, ""), at=asked.minted_at)


def _with_rivals(event: Event, rivals: Mapping[UUID, Rival]) -> Event:
    won = dict.fromkeys(change.lost_to for change in event.changes if change.lost_to in rivals)
    return replace(event, rivals=tuple(rivals[id] for id in won if id is not None))
