"""What happened to a customer: who changed what, where and when, with each value before and after."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.customers import PATH
from tillbook.api.schemas import History, HistoryChange, HistoryEntry
from tillbook.customers.history import MAX_PAGE, Event, history
from tillbook.customers.rules.history import Change

router = Router(tags=["customers"])


@router.get("/{uuid:id}/history", response=History, summary="Read what happened to a customer")
def history_customer(
    request: Call,
    id: UUID,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = MAX_PAGE,
    cursor: Annotated[UUID | None, Query()] = None,
) -> HttpResponse:
    """Return the operations on a customer, newest first, with the values before and after.

    Away from headquarters the parent is asked, in bounded time; `complete` is false when it could
    not be, and only what this node knows itself is told.
    """
    timeline = history(request.auth, id, limit=limit, before=cursor)
    next_cursor = str(timeline.events[-1].operation) if timeline.has_more else None
    headers = {}
    if next_cursor:
        query = urlencode({"limit": limit, "cursor": next_cursor})
        headers["Link"] = f'<{PATH}{id}/history?{query}>; rel="next"'
    listed = History(
        items=[entry(event) for event in timeline.events],
        next=next_cursor,
        complete=timeline.is_complete,
    )
    return answers.json(listed, headers=headers)


def entry(event: Event) -> HistoryEntry:
    """Return an event as the API tells it."""
    return HistoryEntry(
        id=event.operation,
        kind=event.kind,
        what=event.what,
        fate=event.fate,
        at=event.at,
        by=event.by,
        by_kind=event.by_kind,
        by_name=event.by_name,
        store=event.store,
        store_name=event.store_name,
        register=event.register,
        register_name=event.register_name,
        refers=event.refers,
        state=event.state,
        outcome=event.outcome,
        reason=event.reason,
        said=event.said,
        uploaded_at=event.uploaded_at,
        decided_at=event.decided_at,
        distributed_at=event.distributed_at,
        erased=event.is_erased,
        changes=[shown_change(change) for change in event.changes],
    )


def shown_change(change: Change) -> HistoryChange:
    """Return a change as the API tells it."""
    return HistoryChange(
        unit=change.unit,
        field=change.field,
        item=dict(change.item) if change.item is not None else None,
        before=change.before,
        after=change.after,
        before_known=change.is_before_known,
        written=change.is_written,
        assigned=change.is_assigned,
        lost_to=change.lost_to,
    )
