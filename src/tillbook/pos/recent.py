"""P13: the customers made or edited on this register today, and which of them still wait."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tillbook.customers import queries
from tillbook.customers.found import Found
from tillbook.fleet.queries import touched_since
from tillbook.foundation.actor import Actor
from tillbook.pos import hits
from tillbook.pos.shell import here, signed_in

_MOST = 100
_ALL = "all"
#: What the list can be narrowed to: states of a customer.
_STATES = ("pending", "attention")


@require_GET
@signed_in
def recent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List them, latest first: all, or those that wait for headquarters or for a person."""
    asked = request.GET.get("state", "")
    chosen = asked if asked in _STATES else _ALL
    rows = touched_today(actor, limit=_MOST)
    states = [row["customer"]["sync_state"] for row in rows]
    url = reverse("pos:recent")
    page = {
        "hits": [row for row in rows if chosen in (_ALL, row["customer"]["sync_state"])],
        "chosen": chosen,
        "counts": {_ALL: len(rows), **{state: states.count(state) for state in _STATES}},
        "urls": {_ALL: url, **{state: f"{url}?state={state}" for state in _STATES}},
        "at": timezone.now(),
    }
    return render(request, "pos/recent.html", page)


def start_of_today() -> datetime:
    """Return midnight at the store."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def touched_today(actor: Actor, *, limit: int) -> list[dict[str, Any]]:
    """Return the rows of the customers made or edited on this register today, latest first."""
    touched = touched_since(actor, "customer", start_of_today(), limit=limit)
    found = [
        Found(customer=customer, match=None) for customer in queries.find_all(actor, list(touched))
    ]
    names = queries.names(actor, language=get_language() or "en")
    return hits.hits(found, names, place=here())
