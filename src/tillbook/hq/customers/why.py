"""Where a customer is seen, and why not elsewhere: every node, and one of them step by step."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tillbook.customers import queries
from tillbook.customers.whereabouts import KIND
from tillbook.foundation.actor import Actor
from tillbook.health.way import Way, every_way
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import Crumb, customer_crumbs
from tillbook.stores.queries import numbers_of

#: Nodes of one page; those that do not show the customer come first.
_MOST = 200


@require_safe
@for_administrators
def why(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show for every node whether it shows the customer, and for one the whole way there."""
    customer = queries.find(actor, id)
    if customer is None:
        raise Http404
    wanted = request.GET.get("node", "")
    lines = _lines(every_way(actor, KIND, id), wanted)
    url = reverse("hq:customer", args=[id])
    given = {
        "crumbs": customer_crumbs(
            Crumb(label=customer["name"], url=url), Crumb(label=_("Where it is seen"))
        ),
        "customer": customer,
        "ways": lines[:_MOST],
        "more": max(0, len(lines) - _MOST),
        "chosen": next((line for line in lines if line["is_chosen"]), next(iter(lines), None)),
        "here": request.get_full_path(),
    }
    return render(request, "hq/why.html", given)


def _lines(found: list[Way], wanted: str) -> list[dict[str, Any]]:
    nodes = [way.node for way in found if way.node is not None]
    numbers = numbers_of([node.register or node.store for node in nodes])
    lines = [
        {
            "node": way.node,
            "name": way.node.name,
            "place": numbers[way.node.register or way.node.store],
            "explanation": way.explanation,
            "is_chosen": str(way.node.id) == wanted,
        }
        for way in found
        if way.node is not None
    ]
    return sorted(lines, key=lambda line: (line["explanation"].cause is None, line["place"]))
