"""The page on which a server gets the stores that it serves besides its own."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.foundation.actor import Actor
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import Crumb, node_crumbs
from tillbook.nodes import queries
from tillbook.nodes.models import Node
from tillbook.nodes.queries import NodeStanding
from tillbook.stores.errors import UnknownStore
from tillbook.stores.models import Store
from tillbook.stores.operations.assign_stores import assign_stores
from tillbook.stores.queries import stores


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def choose_stores(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show which stores a server serves, and change it."""
    listed = queries.nodes(actor)
    node = next((one for one in listed if one.id == id and one.store is not None), None)
    if node is None or node.register is not None or node.status != Node.Status.ACTIVE:
        raise Http404
    if request.method == "POST":
        return _save(request, actor, id)
    places = stores(actor)
    crumbs = node_crumbs(
        Crumb(label=node.name, url=reverse("hq:node", args=[id])), Crumb(label=_("Stores"))
    )
    given = {
        "crumbs": crumbs,
        "node": node,
        "expected": standings([id])[id].tag,
        "own": next((place for place in places if place.id == node.store), None),
        "choices": [
            {
                "store": place,
                "is_chosen": place.id in node.stores,
                "others": ", ".join(_others(listed, node, place.id)),
            }
            for place in places
            if place.id != node.store
        ],
    }
    return render(request, "hq/node_stores.html", given)


def _save(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    expected = request.POST.get("expected") or None
    try:
        chosen = set(map(UUID, request.POST.getlist("store")))
        assign_stores(actor, id, chosen, expected=expected)
    except (ValueError, UnknownStore) as error:
        raise Http404 from error
    except StaleEdit:
        text = _("Somebody else changed this in the meantime. This is how it stands now.")
        messages.warning(request, text)
        return redirect("hq:node_stores", id)
    return redirect("hq:node", id)


def further_stores(actor: Actor, node: UUID) -> list[Store]:
    """Return the stores that a node serves besides its own, by number."""
    served = {store for one in queries.nodes(actor) if one.id == node for store in one.stores[1:]}
    return [place for place in stores(actor) if place.id in served]


def _others(listed: Iterable[NodeStanding], node: NodeStanding, store: UUID) -> Iterator[str]:
    """Name the other servers of a store."""
    for one in listed:
        is_server = one.register is None and one.status == Node.Status.ACTIVE
        if is_server and one.id != node.id and store in one.stores:
            yield one.name
