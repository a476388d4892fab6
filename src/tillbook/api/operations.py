"""Writes of customers on their way: their state, and correcting, retrying and closing them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Query, Router

from tillbook.api import answers, bodies, changes
from tillbook.api.authentication import Call
from tillbook.api.history import entry, shown_change
from tillbook.api.operation_schemas import (
    Conflicts,
    OperationDetail,
    Operations,
    Retried,
    WantedDiscard,
    WantedOperations,
    WantedRetry,
)
from tillbook.api.requests import ChangedCustomer
from tillbook.api.schemas import Customer
from tillbook.customers import queries
from tillbook.customers.errors import UnknownCustomer
from tillbook.customers.operations.correct_customer import correct_customer, correctable
from tillbook.customers.operations.repair_operations import (
    discard_operation,
    retry_alike,
    retry_operation,
)
from tillbook.customers.operations.restore_value import restore_value
from tillbook.customers.synchronization import conflicts as lost
from tillbook.customers.synchronization import listing
from tillbook.customers.synchronization.detail import detail
from tillbook.customers.synchronization.listing import Line, Wanted
from tillbook.exchange.up.repair import raise_if_refused
from tillbook.features.queries import require
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.stores.queries import place_of

router = Router(tags=["operations"])
of_customers = Router(tags=["operations"])
PATH = "/api/v1/operations"
_IN_LINE = (
    "kind stage customer account_number units reason tries by by_kind by_name store register "
    "asked_at uploaded_at decided_at distributed_at refers corrected_by"
).split()
Place = Annotated[str, Query(max_length=18, pattern="^[0-9]*$")]


@router.get("", response=Operations, summary="List the operations on customers")
def list_operations(request: Call, wanted: Annotated[WantedOperations, Query()]) -> HttpResponse:
    """Return operations as this node knows them, newest first; a store sees its own."""
    actor, store = _auditor(request), wanted.store
    narrowed = Wanted(
        group=wanted.group or "",
        store=place_of(actor, number=store).store if store else None,
        reason=wanted.reason,
        text=wanted.search,
        customer=wanted.customer,
        older_than=timedelta(seconds=wanted.older_than_s) if wanted.older_than_s else None,
    )
    start = int(wanted.cursor) if wanted.cursor else None
    page = listing.page(actor, narrowed, before=start, limit=wanted.limit)
    headers = {}
    if page.before is not None:
        query = request.GET.copy()
        query["cursor"] = str(page.before)
        headers["Link"] = f'<{PATH}?{query.urlencode()}>; rel="next"'
    listed = {
        "items": _lines(page.lines),
        "counts": listing.counts(actor),
        "next": str(page.before) if page.before is not None else None,
    }
    return answers.json(listed, headers=headers)


@router.post("/retry", response=Retried, summary="Retry all operations of one reason")
def retry_all(request: Call, wanted: Annotated[WantedRetry, Body()]) -> HttpResponse:
    """Have the next operations that were refused for a reason decided anew, a few in each call.

    Go on with the cursor until it is null; stopping in between loses nothing.
    """
    done = retry_alike(_auditor(request), wanted.reason, after=int(wanted.cursor or 0))
    told = {"tried": done.tried, "accepted": done.accepted}
    return answers.json(told | {"next": str(done.after) if done.after is not None else None})


@router.get("/{uuid:id}", response=OperationDetail, summary="Read an operation")
def read_operation(request: Call, id: UUID) -> HttpResponse:
    """Return one operation with its original, its corrections, people and times."""
    return _answer(_auditor(request), id)


@router.post("/{uuid:id}/correct", response=OperationDetail, summary="Correct an operation")
def correct_operation(
    request: Call, id: UUID, entered: Annotated[ChangedCustomer, Body()]
) -> HttpResponse:
    """Send it again with a JSON merge patch laid over what it asked for, as a new operation.

    An empty patch sends the same as whoever calls. The answer is the correction.
    """
    actor, key = _auditor(request), bodies.idempotency(request, request.auth)
    fields: dict[str, Any] = {}
    if key is None or key.earlier_operation() is None:
        asked = entered.model_dump(mode="json", exclude_unset=True)
        fields = changes.of(correctable(actor, id).asked, asked)
    receipt = correct_customer(actor, id, fields, idempotency=key)
    if receipt is not None:
        raise_if_refused(actor, receipt)
    return _answer(actor, receipt.operation if receipt is not None else id)


@router.post("/{uuid:id}/retry", response=OperationDetail, summary="Retry an operation")
def retry(request: Call, id: UUID) -> HttpResponse:
    """Have it decided anew, unchanged; also to bring back what was discarded."""
    retry_operation(_auditor(request), id)
    return _answer(request.auth, id)


@router.post("/{uuid:id}/discard", response=OperationDetail, summary="Discard an operation")
def discard(request: Call, id: UUID, wanted: Annotated[WantedDiscard, Body()]) -> HttpResponse:
    """Close it with a reason."""
    discard_operation(_auditor(request), id, reason=wanted.reason)
    return _answer(request.auth, id)


@of_customers.get("/{uuid:id}/conflicts", response=Conflicts, summary="List values that lost")
def list_conflicts(
    request: Call,
    id: UUID,
    limit: Annotated[int, Query(ge=1, le=lost.MAX_PAGE)] = lost.PAGE,
    cursor: Place = "",
) -> HttpResponse:
    """Return values of a customer that lost against concurrent changes, newest first."""
    actor = request.auth
    found = lost.conflicts(actor, id, before=int(cursor) if cursor else None, limit=limit)
    if not found.items and queries.find(actor, id) is None:
        raise UnknownCustomer
    next_cursor = str(found.before) if found.before is not None else None
    headers = {}
    if next_cursor:
        query = urlencode({"limit": limit, "cursor": next_cursor})
        headers["Link"] = f'</api/v1/customers/{id}/conflicts?{query}>; rel="next"'
    items = [_lost(item) for item in found.items]
    told = {"items": items, "next": next_cursor, "complete": found.is_complete}
    return answers.json(told, headers=headers)


@of_customers.post(
    "/{uuid:id}/conflicts/{int:number}/restore", response=Customer, summary="Restore a value"
)
def restore_lost_value(request: Call, id: UUID, number: int) -> HttpResponse:
    """Bring a value back that lost: an edit that has seen what stands."""
    actor = request.auth
    receipt = restore_value(actor, id, number, idempotency=bodies.idempotency(request, actor))
    if receipt is not None:
        raise_if_refused(actor, receipt)
    found = queries.find_tagged(actor, id)
    if found is None:
        raise UnknownCustomer
    return answers.json(found[0], headers={"ETag": f'"{found[1]}"'})


def _auditor(request: Call) -> Actor:
    """Return who asks. Headquarters offers this while its switch is on; a store sees its own."""
    if current().is_root:
        require("sync_audit")
    return request.auth


def _answer(actor: Actor, id: UUID) -> HttpResponse:
    found = detail(actor, id)
    [line] = _lines([found.line])
    told = {
        "operation": line,
        "events": [entry(event) for event in found.events],
        "held": _lines(found.held),
        "can_repair": found.can_repair,
        "can_discard": found.can_discard,
        "match": found.match["id"] if found.match else None,
    }
    return answers.json(told)


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {"id": line.operation, "customer_name": line.name}
        | {name: getattr(line, name) for name in _IN_LINE}
        | {"level": int(line.level)}
        for line in lines
    ]


def _lost(item: lost.LostValue) -> dict[str, Any]:
    return {
        "number": item.id,
        "unit": item.unit,
        "value": item.value,
        "loser": item.loser,
        "winner": item.winner,
        "settled_at": item.settled_at,
        "open": item.is_open,
        "can_restore": item.can_restore,
        "changes": [shown_change(change) for change in item.changes],
    }
