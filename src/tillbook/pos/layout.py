"""The screen layout of who is signed in: taken at sign-in, replaced when they say so.

A new one that arrives meanwhile moves nothing under anybody's hands: the page offers it.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tillbook.fleet.queries import backlog
from tillbook.foundation.actor import Actor
from tillbook.pos import tiles
from tillbook.pos.shell import go_to, here, is_htmx, signed_in
from tillbook.staff.queries import layout_given_to
from tillbook.stores.layouts.queries import layout_that_holds
from tillbook.stores.rules.pos_operations import Screen

#: The layout in use, kept in the session with its buttons. The name goes with its form: what an
#: older release kept is taken anew.
_IN_USE = "screen_layout"


def take(request: HttpRequest, actor: Actor) -> None:
    """Use the layout that holds now for who is signed in (AR-059)."""
    request.session[_IN_USE] = _newest(actor)


def _newest(actor: Actor) -> dict[str, Any]:
    given = layout_given_to(actor)
    return layout_that_holds(user=given, register=actor.register, store=actor.store)


def shown(
    request: HttpRequest,
    actor: Actor,
    *,
    screen: Screen = Screen.WELCOME,
    has_sale: bool = False,
    has_customer: bool = False,
) -> dict[str, Any]:
    """Return what a screen shows of the layout in use: its grids, and the columns of the card.

    `has_new_layout` tells whether a newer one waits; `has_sale` and `has_customer` say what there
    is for the operations of a sale to act on.
    """
    newest = _newest(actor)
    in_use = request.session.setdefault(_IN_USE, newest)
    situation = tiles.Situation(
        actor=actor,
        place=here(),
        backlog=backlog(actor.store),
        has_sale=has_sale,
        has_customer=has_customer,
    )
    return {
        "screen": screen,
        "grids": tiles.grids(in_use, situation, screen=screen),
        "card_columns": in_use["card"],
        "has_new_layout": in_use != newest,
    }


@require_GET
@signed_in
def notice(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer whether a newer layout waits; the welcome screen asks by itself."""
    newest = _newest(actor)
    waits = request.session.get(_IN_USE, newest) != newest
    given = {"has_new_layout": waits, "screen": _screen(request.GET.get("screen", ""))}
    return render(request, "pos/_new_layout.html", given)


@require_POST
@signed_in
def apply(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Use the newest layout. With scripts only the grids are replaced, so nothing typed is lost.

    On a sale the card changes with it, so the page is loaded again: the sale itself is stored.
    """
    take(request, actor)
    if _screen(request.POST.get("screen", "")) is Screen.TRANSACTION:
        return go_to(request, reverse("pos:sale"))
    if is_htmx(request):
        return render(request, "pos/_grids.html", shown(request, actor) | {"is_applied": True})
    return redirect("pos:welcome")


def _screen(name: str) -> Screen:
    return Screen.TRANSACTION if name == Screen.TRANSACTION else Screen.WELCOME
