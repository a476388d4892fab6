"""The screen layout of who is signed in: taken at sign-in, replaced when they say so.

A new one that arrives meanwhile moves nothing under anybody's hands: the page offers it.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tillbook.fleet.queries import backlog
from tillbook.foundation.actor import Actor
from tillbook.pos import tiles
from tillbook.pos.shell import here, is_htmx, signed_in
from tillbook.staff.queries import layout_given_to
from tillbook.stores.layouts.queries import layout_that_holds

#: The layout in use, kept in the session with its buttons.
_IN_USE = "layout"


def take(request: HttpRequest, actor: Actor) -> None:
    """Use the layout that holds now for who is signed in (AR-059)."""
    request.session[_IN_USE] = _newest(actor)


def _newest(actor: Actor) -> dict[str, Any]:
    given = layout_given_to(actor)
    return layout_that_holds(user=given, register=actor.register, store=actor.store)


def shown(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return the grids of the layout in use, and whether a newer one waits."""
    newest = _newest(actor)
    in_use = request.session.setdefault(_IN_USE, newest)
    situation = tiles.Situation(actor=actor, place=here(), backlog=backlog())
    return {"grids": tiles.grids(in_use, situation), "has_new_layout": in_use != newest}


@require_GET
@signed_in
def notice(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer whether a newer layout waits; the welcome screen asks by itself."""
    newest = _newest(actor)
    waits = request.session.get(_IN_USE, newest) != newest
    return render(request, "pos/_new_layout.html", {"has_new_layout": waits})


@require_POST
@signed_in
def apply(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Use the newest layout. With scripts only the grids are replaced, so nothing typed is lost."""
    take(request, actor)
    if is_htmx(request):
        return render(request, "pos/_grids.html", shown(request, actor) | {"is_applied": True})
    return redirect("pos:welcome")
