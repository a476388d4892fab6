"""P10: the sale of a register: its lines and total, and the customer beside them.

Everything is kept in the node's own database at once. A page of before (another tab, a second press)
says so by the version it saw; nothing typed in it is lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tillbook.foundation.actor import Actor
from tillbook.foundation.amounts import AmountProblem, AmountReason
from tillbook.pos import layout, line_draft
from tillbook.pos.sale_card import beside
from tillbook.pos.shell import go_to, here, signed_in
from tillbook.sales import queries
from tillbook.sales.errors import SalesError, StaleSale
from tillbook.sales.operations.add_line import add_line
from tillbook.sales.operations.change_line import change_line
from tillbook.sales.operations.remove_line import remove_line, restore_line
from tillbook.sales.queries import SaleView
from tillbook.sales.rules.seen import NONE_OPEN, Seen
from tillbook.screens import money
from tillbook.stores.rules.pos_operations import Screen

#: Where a code was scanned that nobody has: the next line begins with it, and its price is asked for.
SCANNED = "sale_scanned"
#: The line that was taken off last, kept in the session so that it can be put back.
_UNDO = "sale_undo"
_FIELDS = (*line_draft.FIELDS, "cash")
Problem = Mapping[str, Any]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent that was not taken."""

    problem: Problem
    #: Which field is wrong; empty where the whole sale is meant.
    at: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    #: The line that was being changed; empty for a new one.
    line: str = ""


class Refused(Exception):
    """What was typed cannot be read; holds where and why."""

    def __init__(self, at: str, code: str, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.at = at
        self.problem = {"code": code, "params": params or {}}


def selling(view: View) -> View:
    """Let only associates in, at a register; what a sale refuses comes back on its page."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, **arguments: Any) -> HttpResponseBase:
        if actor.register is None:
            return render(request, "pos/no_sales.html", status=404)
        try:
            return view(request, actor, **arguments)
        except Refused as refused:
            return shown(request, actor, _sent(request, refused.problem, refused.at))
        except SalesError as error:
            problem = {"code": error.code, "params": {}}
            return shown(request, actor, _sent(request, problem, ""))

    return signed_in(guarded)


def _sent(request: HttpRequest, problem: Problem, at: str) -> Sent:
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    return Sent(problem=problem, at=at, typed=typed, line=request.POST.get("line", ""))


def seen(request: HttpRequest) -> Seen | None:
    """Return which sale the page showed, and at which version; None where it says nothing."""
    return Seen.read(request.POST.get("seen", ""))


def to_sale(request: HttpRequest) -> HttpResponse:
    """Lead to the sale."""
    return go_to(request, reverse("pos:sale"))


@require_GET
@selling
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the open sale, or an empty one that begins with its first line or customer."""
    if left := request.GET.get("left"):
        line_draft.forget(request, left)
    return shown(request, actor)


def shown(request: HttpRequest, actor: Actor, sent: Sent | None = None) -> HttpResponse:
    """Show the sale; with what was sent and not taken, and why."""
    sale, place = queries.open_sale(actor), here()
    changing = sent.line if sent else request.GET.get("line", line_draft.NEW)
    currency = sale.currency if sale else place.currency if place else ""
    given = layout.shown(
        request,
        actor,
        screen=Screen.TRANSACTION,
        has_sale=sale is not None,
        has_customer=sale is not None and sale.customer is not None,
    )
    page = {
        **given,
        "sale": sale,
        "seen": sale.seen if sale else NONE_OPEN,
        "number": numbered(sale, place.register_number if place else "") if sale else "",
        "lines": lines(sale) if sale else [],
        "total": money.said(sale.total if sale else 0, currency) if currency else "",
        "exact": money.typed(sale.total, currency) if sale else "",
        "sent": sent,
        "typed": sent.typed if sent else line_draft.find(request, changing),
        "is_scanned": sent is None and request.session.pop(SCANNED, False),
        "changing": changing,
        "undo": request.session.get(_UNDO) if sale else None,
        "suspended": len(queries.suspended(actor)),
        **beside(actor, sale, place, columns=given["card_columns"]),
    }
    return render(request, "pos/sale.html", page, status=_status(sent))


def _status(sent: Sent | None) -> int:
    if sent is None:
        return 200
    return 409 if sent.problem["code"] == StaleSale.code else 422


def numbered(sale: SaleView, register: str) -> str:
    """Return a sale's number as people say it: the register's, then its own."""
    return f"{register}-{sale.number:05}" if register else f"{sale.number:05}"


def lines(sale: SaleView) -> list[dict[str, Any]]:
    """Return the lines as the page shows them, and as their fields hold them."""
    return [
        {
            "id": str(line.id),
            "item": line.item,
            "quantity": money.quantity_said(line.quantity),
            "price": money.said(line.price, sale.currency),
            "amount": money.said(line.amount, sale.currency),
            "typed": {
                "item": line.item,
                "quantity": money.quantity_typed(line.quantity),
                "price": money.typed(line.price, sale.currency),
            },
        }
        for line in sale.lines
    ]


@require_POST
@selling
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add a line that was typed or scanned."""
    add_line(actor, **_line(request), seen=seen(request))
    line_draft.forget(request, line_draft.NEW)
    request.session.pop(_UNDO, None)
    return to_sale(request)


@require_POST
@selling
def draft(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what is typed in the fields of a line."""
    line_draft.keep(request)
    return HttpResponse(status=204)


@require_POST
@selling
def change(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Change a line."""
    change_line(actor, id, **_line(request), seen=seen(request))
    line_draft.forget(request, str(id))
    return to_sale(request)


@require_POST
@selling
def remove(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Take a line off; the page offers to put it back."""
    sale = queries.open_sale(actor)
    names = {line.id: line.item for line in sale.lines} if sale else {}
    remove_line(actor, id, seen=seen(request))
    request.session[_UNDO] = {"line": str(id), "item": names.get(id, "")}
    return to_sale(request)


@require_POST
@selling
def restore(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Put a line back where it was."""
    restore_line(actor, id)
    request.session.pop(_UNDO, None)
    return to_sale(request)


def _line(request: HttpRequest) -> dict[str, Any]:
    """Read the fields of a line. Raises Refused."""
    place = here()
    item = request.POST.get("item", "")
    if not item.strip():
        raise Refused("item", "sale.item_required")
    quantity = money.read_quantity(request.POST.get("quantity", ""))
    price = amount_in(request, "price", currency=place.currency if place else "")
    if isinstance(quantity, AmountProblem):
        raise Refused("quantity", "sale.quantity_invalid")
    return {"item": item, "quantity": quantity, "price": price}


def amount_in(request: HttpRequest, name: str, *, currency: str) -> int:
    """Read an amount of money, in minor units. Raises Refused."""
    found = money.read(request.POST.get(name, ""), currency)
    if isinstance(found, AmountProblem):
        is_unclear = found.reason is AmountReason.AMBIGUOUS
        raise Refused(name, "amount.invalid.ambiguous" if is_unclear else "amount.invalid")
    return found
