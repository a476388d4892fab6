"""How a sale ends or waits: put aside and taken up again, voided, completed with cash."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tillbook.customers import queries as customers
from tillbook.foundation.actor import Actor
from tillbook.foundation.ids import is_id
from tillbook.pos import line_draft
from tillbook.pos.sale import amount_in, lines, numbered, seen, selling, to_sale
from tillbook.pos.sale_card import customer_of
from tillbook.pos.shell import go_to, here
from tillbook.sales import queries
from tillbook.sales.errors import StaleSale
from tillbook.sales.operations.complete import complete as complete_sale
from tillbook.sales.operations.recall import recall as recall_sale
from tillbook.sales.operations.suspend import suspend as suspend_sale
from tillbook.sales.operations.void import void as void_sale
from tillbook.sales.queries import COMPLETED, OPEN, SaleView
from tillbook.screens import money, shown
from tillbook.staff.queries import names_of


@require_POST
@selling
def suspend(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put the sale aside."""
    suspend_sale(actor, seen=seen(request))
    line_draft.forget_all(request)
    return to_sale(request)


@require_http_methods(["GET", "POST"])
@selling
def recall(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the sales that were put aside; take one up again."""
    if request.method == "POST":
        id = request.POST.get("sale", "")
        if not is_id(id):
            raise Http404
        recall_sale(actor, UUID(id))
        return to_sale(request)
    found = queries.suspended(actor)
    ids = [sale.customer for sale in found if sale.customer]
    names = {one["id"]: one["name"] for one in customers.find_all(actor, ids)}
    rows = [_row(sale, names.get(str(sale.customer), "")) for sale in found]
    page = {"sales": rows, "is_open": queries.open_sale(actor) is not None}
    return render(request, "pos/sale_recall.html", page)


def _row(sale: SaleView, customer: str) -> dict[str, Any]:
    return {
        "id": sale.id,
        "number": _number(sale),
        "customer": customer,
        "items": ", ".join(line.item for line in sale.lines[:3]),
        "count": len(sale.lines),
        "total": money.said(sale.total, sale.currency),
        "at": sale.opened_at,
    }


@require_POST
@selling
def void(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask first; then end the sale without a purchase."""
    sale = queries.open_sale(actor)
    if sale is None:
        return to_sale(request)
    if "sure" not in request.POST:
        total = money.said(sale.total, sale.currency)
        page = {"sale": sale, "number": _number(sale), "total": total}
        return render(request, "pos/sale_void.html", page)
    void_sale(actor, seen=seen(request))
    line_draft.forget_all(request)
    return to_sale(request)


@require_POST
@selling
def complete(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Complete the sale with the cash given; a second press finds it completed."""
    asked = seen(request)
    before = queries.sale(actor, asked.sale) if asked and asked.sale else None
    if before is not None and before.state == COMPLETED:
        return _to_receipt(request, before.id)
    if before is None or before.state != OPEN:
        raise StaleSale("Another sale is open by now.")
    cash = amount_in(request, "cash", currency=before.currency)
    try:
        complete_sale(actor, cash_given=cash, seen=asked)
    except StaleSale:
        now = queries.sale(actor, before.id)
        if now is None or now.state != COMPLETED:
            raise
        # the other press was quicker
    line_draft.forget_all(request)
    return _to_receipt(request, before.id)


def _to_receipt(request: HttpRequest, id: UUID) -> HttpResponse:
    return go_to(request, reverse("pos:sale_receipt", kwargs={"id": id}))


@require_GET
@selling
def receipt(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show what was sold, paid and given back; it can be printed."""
    sale = queries.sale(actor, id)
    if sale is None or sale.closed_at is None or sale.cash_given is None:
        raise Http404
    found = customer_of(actor, sale.customer) if sale.customer else None
    place = here()
    names = customers.names(actor)
    page = {
        "number": _number(sale),
        "lines": lines(sale),
        "total": money.said(sale.total, sale.currency),
        "cash": money.said(sale.cash_given, sale.currency),
        "change": money.said(sale.cash_given - sale.total, sale.currency),
        "has_change": sale.cash_given > sale.total,
        "at": sale.closed_at,
        "customer": shown.customer(found, names, country=place.country if place else "")
        if found
        else None,
        "is_away": sale.customer is not None and found is None,
        "sold_by": names_of([sale.associate]).get(sale.associate, ""),
    }
    return render(request, "pos/sale_receipt.html", page)


def _number(sale: SaleView) -> str:
    place = here()
    return numbered(sale, place.register_number if place else "")
