"""P13: the customers made or edited on this register today."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tillbook.customers import queries
from tillbook.fleet.queries import touched_since
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.pos import hits
from tillbook.pos.shell import here, signed_in

_MOST = 100


@require_GET
@signed_in
def recent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List them, latest first."""
    return render(request, "pos/recent.html", {"hits": touched_today(actor, limit=_MOST)})


def start_of_today() -> datetime:
    """Return midnight at the store."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def touched_today(actor: Actor, *, limit: int) -> list[dict[str, Any]]:
    """Return the rows of the customers made or edited on this register today, latest first."""
    touched = touched_since(current().id, "customer", start_of_today(), limit=limit)
    found = [
        queries.Found(customer=customer, match=None)
        for customer in queries.find_all(actor, list(touched))
    ]
    names = queries.names(actor, language=get_language() or "en")
    return hits.hits(found, names, place=here())
