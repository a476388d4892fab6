"""P6, the section History: who changed the customer, asked of headquarters when it is opened."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tillbook.customers import queries
from tillbook.customers.errors import UnknownCustomer
from tillbook.foundation.actor import Actor
from tillbook.pos.shell import is_htmx, signed_in
from tillbook.screens import timeline


@require_GET
@signed_in
def history(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show a page of a customer's history; alone, or inside the section that asks for it."""
    zone = timezone.get_current_timezone()
    names = queries.names(actor, language=get_language() or "en")
    try:
        shown = timeline.read(actor, id, names, zone=zone, query=request.GET.dict())
    except UnknownCustomer as unknown:
        raise Http404 from unknown
    page = {
        "timeline": shown,
        "address": reverse("pos:customer_history", kwargs={"id": id}),
        "back": reverse("pos:customer", kwargs={"id": id}),
    }
    template = "tillbook/customer/_timeline.html" if is_htmx(request) else "pos/history.html"
    return render(request, template, page)
