"""What happened to a customer, as this node's log tells it."""

from typing import Any
from uuid import UUID

from tillbook.exchange.queries import operations_of
from tillbook.pos import reasons
from tillbook.staff.queries import names_of
from tillbook.stores.queries import names_of_places

_WHAT = {"customer.create": "created", "customer.edit": "edited"}


def events(customer: UUID) -> list[dict[str, Any]]:
    """Return who did what, where and when, newest first."""
    rows = [row for row in operations_of(customer) if row.kind in _WHAT]
    people = names_of([row.actor for row in rows])
    places = names_of_places([id for row in rows for id in (row.register, row.store) if id])
    return [
        {
            "what": _WHAT[row.kind],
            "when": row.minted_at,
            "who": people.get(row.actor, ""),
            "place": places.get(row.register or row.store, "") if row.store else "",
        }
        for row in rows
    ]


def sync(customer: UUID) -> dict[str, Any] | None:
    """Return how far the last change made here has come, or None when none was."""
    rows = operations_of(customer, limit=1)
    if not rows:
        return None
    newest = rows[0]
    return {
        "saved_at": newest.minted_at,
        "uploaded_at": newest.relayed_at or newest.decided_at,
        "decided_at": newest.decided_at,
        "distributed_at": newest.distributed_at,
        "next_try": None,
        "reason": reasons.message(newest.reason) if newest.state == "attention" else None,
    }
