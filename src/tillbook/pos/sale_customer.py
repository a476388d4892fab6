"""The verbs on the customer of a sale."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tillbook.customers import queries as customers
from tillbook.customers.rules.companies import is_of_another
from tillbook.customers.rules.validation import RECEIPT_OPTIONS
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import is_id
from tillbook.pos import drafts, other_company
from tillbook.pos.sale import seen, selling, to_sale
from tillbook.pos.sale_card import customer_of
from tillbook.pos.shell import go_to, here
from tillbook.sales import queries
from tillbook.sales.operations.add_affiliation import add_affiliation
from tillbook.sales.operations.choose_receipt import choose_receipt
from tillbook.sales.operations.clear_customer import clear_customer
from tillbook.sales.operations.put_customer import put_customer
from tillbook.sales.operations.remove_affiliation import remove_affiliation
from tillbook.sales.rules.seen import NONE_OPEN


@require_POST
@selling
def put(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put a customer on the sale; a sale begins with them where none is open."""
    id = request.POST.get("customer", "")
    found = customer_of(actor, UUID(id)) if is_id(id) else None
    if found is None:
        raise Http404
    place = here()
    if place and is_of_another(found, place.legal_entity):
        return other_company.lead_to(request, UUID(found["id"]), then=other_company.SALE)
    put_customer(actor, UUID(found["id"]))
    if drafts.MARK in request.POST:
        drafts.forget(request, reverse("pos:customer_new"))
    return to_sale(request)


@require_POST
@selling
def clear(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take the customer off the sale."""
    clear_customer(actor, seen=seen(request))
    return to_sale(request)


@require_GET
@selling
def edit(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Lead to the form of the sale's customer."""
    sale = queries.open_sale(actor)
    if sale is None or sale.customer is None:
        return to_sale(request)
    found = customer_of(actor, sale.customer)
    id = found["id"] if found else sale.customer
    return go_to(request, reverse("pos:customer_edit", kwargs={"id": id}))


@require_POST
@selling
def receipt(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose how the receipt of this sale goes; empty for the customer's own way."""
    option = request.POST.get("option", "")
    choose_receipt(actor, option if option in RECEIPT_OPTIONS else "", seen=seen(request))
    return to_sale(request)


@require_http_methods(["GET", "POST"])
@selling
def affiliations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which affiliations count for this sale alone; add or take off one."""
    known = customers.names(actor, language=get_language() or "en").affiliations
    if request.method == "POST":
        code = request.POST.get("add", "")
        if code in known:
            add_affiliation(actor, code, seen=seen(request))
        elif off := request.POST.get("remove", ""):
            remove_affiliation(actor, off, seen=seen(request))
        return to_sale(request)
    sale = queries.open_sale(actor)
    added = sale.affiliations if sale else ()
    page = {
        "affiliations": [(code, name, code in added) for code, name in sorted(known.items())],
        "seen": sale.seen if sale else NONE_OPEN,
    }
    in_dialog = request.headers.get("HX-Target") == "dialog"
    part = "pos/_sale_affiliations.html" if in_dialog else "pos/sale_affiliations.html"
    return render(request, part, page)
