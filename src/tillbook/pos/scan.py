"""A scanned code: whoever has it opens; a code that nobody has is said, and nothing else happens."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tillbook.customers.exact import find_exactly
from tillbook.foundation.actor import Actor
from tillbook.pos.shell import QUERY, go_to, here, is_htmx, signed_in
from tillbook.sales.operations.put_customer import put_customer

_LONGEST = 100
_MOST = 3


@require_POST
@signed_in
def scan(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Lead to the customer with a code; while something is unsaved, only name who it is."""
    typed = request.POST.get("code", "")[:_LONGEST]
    code = "".join(char for char in typed if char.isprintable()).strip()
    place = here()
    found = find_exactly(actor, code, country=place.country if place else "")
    if is_htmx(request) and (not found or "stay" in request.POST):
        page = {"unknown": {"code": "scan.unknown", "params": {"code": code}}}
        return render(request, "pos/_scanned.html", page | {"found": found[:_MOST]})
    if len(found) == 1 and actor.register is not None and _is_on_sale(request):
        put_customer(actor, UUID(found[0]["id"]))
        return go_to(request, reverse("pos:sale"))
    if len(found) == 1:
        return go_to(request, reverse("pos:customer", kwargs={"id": found[0]["id"]}))
    # Nobody, or several who share a phone: the list says so.
    request.session[QUERY] = code
    return go_to(request, reverse("pos:results"))


def _is_on_sale(request: HttpRequest) -> bool:
    """Tell whether the sale stood on the screen when the scanner fired."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == reverse("pos:sale")
