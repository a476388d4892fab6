"""Going anywhere: the palette in the bar, and the page with every way of the menus."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tillbook.customers import queries as customers
from tillbook.foundation.actor import Actor
from tillbook.hq import finding, menus
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import Crumb
from tillbook.stores.queries import stores_like

_STORES = 5
_CUSTOMERS = 5


@require_safe
@for_administrators
def all_pages(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every page at the place where the menus name it; with a question, what answers it."""
    given = _found(request, actor) if request.GET.get("q") else {"tree": menus.tree()}
    crumbs = [Crumb(label=_("All pages"))]
    return render(request, "hq/all_pages.html", {"crumbs": crumbs, **given})


@require_safe
@for_administrators
def palette(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer what the palette lists: pages, stores and customers."""
    return render(request, "hq/_found.html", _found(request, actor))


def _found(request: HttpRequest, actor: Actor) -> dict[str, object]:
    query = request.GET.get("q", "").strip()
    is_long = len(query) > 1
    return {
        "q": query,
        "pages": finding.found(query),
        "stores": stores_like(actor, query, limit=_STORES) if query else (),
        "customers": customers.search(actor, query, limit=_CUSTOMERS).items if is_long else (),
    }
