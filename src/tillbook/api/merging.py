"""Customers who may be one, and making one of them: decided at headquarters, proposed anywhere."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Query, Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.merging_schemas import (
    DuplicatePair,
    MatchedPairs,
    MergedCustomers,
    NewPairs,
    Pairs,
    ProposedId,
    ProposedPair,
    SettledPair,
)
from tillbook.api.schemas import Customer
from tillbook.customers import pairs, queries
from tillbook.customers.errors import CannotMerge, UnknownCustomer, UnknownPair
from tillbook.customers.operations import duplicate_pairs
from tillbook.customers.operations.merge_customers import Losing, merge_customers
from tillbook.customers.operations.unmerge_customers import unmerge_customers
from tillbook.customers.pairs import ShownPair
from tillbook.customers.rules.pairs import Pair
from tillbook.foundation.actor import Actor, Permission

of_customers = Router(tags=["customers"])
router = Router(tags=["customers"])
State = Literal["open", "snoozed", "different", "merged"]
#: How sure whoever proposes a pair is, of a thousand.
_SAID = 700


@of_customers.post("/{uuid:id}/merge", response=Customer, summary="Merge customers into this one")
def merge(request: Call, id: UUID, wanted: Annotated[MergedCustomers, Body()]) -> HttpResponse:
    """Merge other customers into this one, at headquarters: all of them or none.

    Their ids and account numbers answer with this customer from now on. 409 says why not; it can be
    undone for 30 days.
    """
    losing = [
        Losing(id=one.id, seen=one.etag or None, takes=frozenset(one.takes))
        for one in wanted.customers
    ]
    merge_customers(request.auth, id, losing)
    return _answer(request.auth, id)


@of_customers.post("/{uuid:id}/unmerge", response=Customer, summary="Undo a merge")
def unmerge(request: Call, id: UUID) -> HttpResponse:
    """Take back that this customer is a part of another one, within 30 days."""
    unmerge_customers(request.auth, id)
    return _answer(request.auth, id)


@router.get("/duplicates", response=Pairs, summary="List customers who may be one")
def list_duplicates(
    request: Call,
    state: Annotated[State, Query()] = "open",
    after: Annotated[UUID | None, Query()] = None,
) -> HttpResponse:
    """Return pairs, the surest first. `next` is what `after` of the next page is."""
    page = pairs.queue(request.auth, state=state, after=after)
    content = {"items": [_shown(one) for one in page.items], "next": page.after}
    return answers.json(content)


@router.post(
    "/duplicates", response={202: ProposedId}, summary="Propose that two customers are one"
)
def propose_duplicate(request: Call, pair: Annotated[ProposedPair, Body()]) -> HttpResponse:
    """Put a pair into the queue of headquarters; one that is there already stays as it is."""
    request.auth.require(Permission.PROPOSE_MERGES)
    if len(queries.find_all(request.auth, [pair.first, pair.second])) < 2:
        raise UnknownCustomer
    if pair.first == pair.second:
        raise CannotMerge("merge.itself")
    source = "headquarters" if request.auth.store is None else "till"
    proposed = Pair(
        first=pair.first, second=pair.second, strength=_SAID, reasons=("person",), source=source
    )
    duplicate_pairs.propose_pairs(request.auth, [proposed])
    return answers.json({"id": proposed.id}, status=202)


@router.post("/duplicates/batch", response={202: NewPairs}, summary="Propose many pairs")
def propose_duplicates(request: Call, matched: Annotated[MatchedPairs, Body()]) -> HttpResponse:
    """Put pairs into the queue of headquarters, as a program that compares customers finds them."""
    actor = request.auth
    actor.require(Permission.MERGE_CUSTOMERS)
    ids = {id for pair in matched.pairs for id in (pair.first, pair.second)}
    if len(queries.find_all(actor, list(ids))) < len(ids):
        raise UnknownCustomer
    found = [
        Pair(
            first=pair.first,
            second=pair.second,
            strength=pair.strength,
            reasons=tuple(pair.reasons),
            source="match",
        )
        for pair in matched.pairs
        if pair.first != pair.second
    ]
    return answers.json({"new": duplicate_pairs.propose_pairs(actor, found)}, status=202)


@router.put("/duplicates/{uuid:id}", response=DuplicatePair, summary="Say what becomes of a pair")
def settle_duplicate(
    request: Call, id: UUID, wanted: Annotated[SettledPair, Body()]
) -> HttpResponse:
    """Call the two different people, put the question off, or ask again."""
    if wanted.state == "different":
        duplicate_pairs.call_different(request.auth, [id])
    elif wanted.snoozed_until is not None:
        duplicate_pairs.snooze(request.auth, [id], until=wanted.snoozed_until)
    else:
        duplicate_pairs.reopen(request.auth, [id])
    found = pairs.pair(request.auth, id)
    if found is None:
        raise UnknownPair
    return answers.json(_shown(found))


def _answer(actor: Actor, id: UUID) -> HttpResponse:
    found = queries.find_tagged(actor, id)
    if found is None:
        raise UnknownCustomer
    return answers.json(found[0], headers={"ETag": f'"{found[1]}"'})


def _shown(pair: ShownPair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "customers": [pair.first, pair.second],
        "strength": pair.strength,
        "reasons": pair.reasons,
        "source": pair.source,
        "state": pair.state,
        "snoozed_until": pair.snoozed_until or None,
    }
