"""P2: the welcome screen: search, the button grid, what was done today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tillbook.fleet.queries import backlog, minted_since
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.pos import layout
from tillbook.pos.recent import start_of_today, touched_today
from tillbook.pos.shell import signed_in

_RECENT = 8


@require_GET
@signed_in
def welcome(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the start of every job."""
    done = dict(minted_since(actor, start_of_today()))
    page = {
        **layout.shown(request, actor),
        "recent": touched_today(actor, limit=_RECENT),
        "today": {
            "created": done.get("customer.create", 0),
            "edited": done.get("customer.edit", 0),
            "attention": backlog(actor.store).attention,
        },
        "synced": current().parent.last_contact,
    }
    return render(request, "pos/welcome.html", page)
