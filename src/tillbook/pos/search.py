"""P3 and P4: search as you type; rows of this node first, rows of other stores below them.

What was typed is kept in the session: it never stands in an address or a browser's history.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from tillbook.customers import queries
from tillbook.customers.found import NOBODY, Found
from tillbook.customers.rules.parameters import is_long_enough
from tillbook.foundation import folding
from tillbook.foundation.actor import Actor
from tillbook.pos import hits
from tillbook.pos.recent import touched_today
from tillbook.pos.shell import QUERY, SCOPE, go_to, here, is_htmx, signed_in

_SHORTEST = 2
_LONGEST = 100
#: Customers that are offered before anything is typed.
_RECENT = 8


@require_http_methods(["GET", "POST"])
@signed_in
def results(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Search this node at once; the other stores are asked by a request of their own."""
    if request.method == "POST":
        request.session[QUERY] = request.POST.get("q", "").strip()[:_LONGEST]
    if request.GET.get("scope") in ("all", "store"):
        request.session[SCOPE] = request.GET["scope"]
    if not is_htmx(request) and (request.method == "POST" or request.GET):
        return go_to(request, reverse("pos:results"))
    page = _page(request, actor)
    if not is_htmx(request):
        return render(request, "pos/results.html", page)
    response = render(request, "pos/_results.html", page)
    if urlsplit(request.headers.get("HX-Current-URL", "")).path != reverse("pos:results"):
        response["HX-Push-Url"] = reverse("pos:results")
    return response


def _page(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    query, scope = str(request.session.get(QUERY, "")), request.session.get(SCOPE, "all")
    short, length = _is_short(query), queries.characters_asked_for(actor)
    asks = scope == "all" and is_long_enough(query, length)
    found = queries.search(actor, query) if not short else NOBODY
    before = touched_today(actor, limit=_RECENT) if not query else ()
    return {
        "query": query,
        "scope": scope,
        "scope_urls": {name: f"{reverse('pos:results')}?scope={name}" for name in ("all", "store")},
        "hits": before or _hits(actor, found.items),
        "is_recent": bool(before),
        "limit": len(found.items) if found.has_more else None,
        "others_url": reverse("pos:others") if asks and not short else None,
        "remote_length": None if asks or short or scope != "all" else length,
        "create": _create(query),
        "short": short,
    }


@require_GET
@signed_in
def others(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask the parent for what this node does not hold, within the time that a person waits."""
    query = str(request.session.get(QUERY, ""))
    found = queries.search_elsewhere(actor, query)
    page = {
        "available": found.is_complete,
        "others": [hits.masked(hit) for hit in _hits(actor, found.items)],
        "limit": len(found.items) if found.has_more else None,
        "others_url": reverse("pos:others"),
    }
    return render(request, "pos/_others.html", page)


def _hits(actor: Actor, found: Iterable[Found]) -> list[dict[str, Any]]:
    return hits.hits(found, queries.names(actor, language=get_language() or "en"), place=here())


def _is_short(query: str) -> bool:
    return len(query) < _SHORTEST and not folding.has_han(query)


def kind_of_text(text: str) -> str:
    """Say which field of the form takes what was typed: phone, email or name (AR-007)."""
    if "@" in text:
        return "email"
    digits = sum(char.isdigit() for char in text)
    return "phone" if digits and digits * 2 > len(text.replace(" ", "")) else "name"


def _create(query: str) -> dict[str, str]:
    """Say where the form opens; it takes what was typed from the session."""
    return {
        "url": f"{reverse('pos:customer_new')}?from=search",
        "prefill": kind_of_text(query) if query else "",
        "value": query,
    }
