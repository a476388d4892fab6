"""P2: the welcome screen: search, the button grid, what was done today."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from tillbook.customers import queries
from tillbook.customers.operations.mode import refusal_of_creation
from tillbook.fleet.queries import backlog, minted_since, touched_since
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.pos import hits
from tillbook.pos.shell import here, signed_in
from tillbook.screens.messages import message

_RECENT = 8


@require_GET
@signed_in
def welcome(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the start of every job."""
    waiting = backlog()
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = dict(minted_since(current().id, today))
    page = {
        "tiles": _tiles(waiting.pending, no_creation=refusal_of_creation(here())),
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


def _tiles(pending: int, *, no_creation: str) -> list[dict[str, Any]]:
    """Return the built-in button grid: the operations that this release has.

    `no_creation` says why Customer add is unavailable (AR-077); its tile then leads to the reason.
    """
    note = gettext("All changes have been sent to headquarters.") if not pending else ""
    tiles: list[dict[str, Any]] = [
        {
            "label": gettext("Add customer"),
            "icon": "user-plus",
            "href": reverse("pos:customer_new"),
            "key": "F4",
            "primary": True,
            "dialog": True,
            "off": bool(no_creation),
            "note": message(no_creation) if no_creation else gettext("Opens New customer"),
        },
        {
            "label": gettext("Find customer"),
            "icon": "search",
            "href": reverse("pos:results"),
            "key": "",
        },
        {
            "label": gettext("Sync status"),
            "icon": "refresh-cw",
            "href": reverse("pos:sync"),
            "key": "F9",
            "note": note,
        },
    ]
    return [{"number": number} | tile for number, tile in enumerate(tiles, 1)]
