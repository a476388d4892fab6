"""The history of a customer, on its page and below it."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tillbook.customers import queries
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import Crumb, customer_crumbs
from tillbook.screens import timeline
from tillbook.stores.errors import UnknownStore
from tillbook.stores.queries import place_of


@require_safe
@for_administrators
def history(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a page of a customer's history; alone, or below the page before."""
    customer = queries.find(actor, id)
    if customer is None:
        raise Http404
    page = section(actor, customer, query=request.GET.dict())
    if "HX-Request" in request.headers:
        return render(request, "tillbook/customer/_timeline.html", page)
    above = Crumb(label=customer["name"], url=reverse("hq:customer", args=[id]))
    crumbs = customer_crumbs(above, Crumb(label=_("History")))
    return render(request, "hq/history.html", page | {"crumbs": crumbs, "customer": customer})


def section(
    actor: Actor, customer: Document, *, query: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return what the history's template shows; times are those of the customer's store."""
    zone, id = _zone(actor, customer["store"]), UUID(customer["id"])
    names = queries.names(actor, language=get_language() or "en")
    return {
        "timeline": timeline.read(actor, id, names, zone=zone, query=query),
        "address": reverse("hq:customer_history", args=[id]),
        "has_steps": True,
        "zone": zone.key,
    }


def _zone(actor: Actor, store: str) -> ZoneInfo:
    try:
        return ZoneInfo(place_of(actor, number=store).time_zone)
    except UnknownStore:
        return ZoneInfo("UTC")
