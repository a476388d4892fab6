"""A scanned code: whoever has it opens; one that nobody has is an item on the sale, else it is said."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tillbook.customers.exact import find_exactly
from tillbook.customers.rules.companies import is_of_another
from tillbook.foundation.actor import Actor
from tillbook.pos import line_draft, lock, other_company
from tillbook.pos.sale import SCANNED
from tillbook.pos.shell import QUERY, go_to, here, is_htmx, signed_in
from tillbook.sales.operations.put_customer import put_customer

_LONGEST = 100
_MOST = 3


@require_POST
@signed_in
def scan(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Lead to the customer with a code; while something is unsaved, only name who it is.

    On the sale the customer is put on it, and a code of nobody begins a line.
    """
    typed = request.POST.get("code", "")[:_LONGEST]
    code = "".join(char for char in typed if char.isprintable()).strip()
    place = here()
    found = find_exactly(actor, code, country=place.country if place else "")
    is_selling = actor.register is not None and _is_on_sale(request)
    if code and not found and is_selling and "stay" not in request.POST:
        line_draft.begin(request, code)
        request.session[SCANNED] = True
        return go_to(request, reverse("pos:sale"))
    if is_htmx(request) and (not found or "stay" in request.POST):
        page = {"unknown": {"code": "scan.unknown", "params": {"code": code}}}
        return render(request, "pos/_scanned.html", page | {"found": found[:_MOST]})
    if len(found) == 1 and place and is_of_another(found[0], place.legal_entity):
        then = other_company.SALE if is_selling else ""
        return other_company.lead_to(request, UUID(found[0]["id"]), then=then)
    if len(found) == 1 and is_selling:
        put_customer(actor, UUID(found[0]["id"]))
        return go_to(request, reverse("pos:sale"))
    if len(found) == 1:
        return go_to(request, reverse("pos:customer", kwargs={"id": found[0]["id"]}))
    # Nobody, or several who share a phone: the list says so.
    request.session[QUERY] = code
    return go_to(request, reverse("pos:results"))


def _is_on_sale(request: HttpRequest) -> bool:
    """Tell whether the sale stood on the screen when the scanner fired."""
    return lock.page_before(request).partition("?")[0] == reverse("pos:sale")
