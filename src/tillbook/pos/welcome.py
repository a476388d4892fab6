"""P2: the welcome screen: search, the button grid, what was done today."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tillbook.customers import queries
from tillbook.fleet.queries import backlog, minted_since, touched_since
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.pos import hits, layout
from tillbook.pos.shell import here, signed_in

_RECENT = 8


@require_GET
@signed_in
def welcome(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the start of every job."""
    waiting = backlog()
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = dict(minted_since(current().id, today))
    page = {
        **layout.shown(request, actor),
        "recent": _recent(actor, today),
        "today": {
            "created": done.get("customer.create", 0),
            "edited": done.get("customer.edit", 0),
            "attention": waiting.attention,
        },
        "synced": current().parent.last_contact,
    }
    return render(request, "pos/welcome.html", page)


def _recent(actor: Actor, today: datetime) -> list[dict[str, Any]]:
    """Return the customers made or edited on this register today, latest first."""
    touched = touched_since(current().id, "customer", today, limit=_RECENT)
    found = [
        queries.Found(customer=customer, match=None)
        for customer in queries.find_all(actor, list(touched))
    ]
    return hits.hits(found, queries.names(actor), place=here())
