"""Why somebody who was searched for is not found at this register. The search stays in the session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tillbook.customers.whereabouts import KIND, Found, who
from tillbook.foundation.actor import Actor
from tillbook.health.way import way_here
from tillbook.pos.shell import QUERY, signed_in


@require_GET
@signed_in
def why(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Follow the way of the likeliest customer to this register; others can be chosen."""
    query = str(request.session.get(QUERY, ""))
    found = who(actor, query) if query else Found(meant=())
    wanted = request.GET.get("id", "")
    meant = next((one for one in found.meant if str(one.id) == wanted), None)
    meant = meant or next(iter(found.meant), None)
    page = {
        "query": query,
        "meant": meant,
        "others": [one for one in found.meant if one is not meant],
        "is_complete": found.is_complete,
        "explanation": way_here(actor, KIND, UUID(str(meant.id))) if meant else None,
    }
    return render(request, "pos/why.html", page)
