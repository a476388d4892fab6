"""P16: the keys of the screen that somebody looks at, short tasks, and whom to ask."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tillbook.foundation.actor import Actor
from tillbook.pos import sync
from tillbook.pos.shell import is_htmx, signed_in

_Rows = tuple[tuple[str, str | Promise], ...]
_EVERYWHERE: _Rows = (
    ("F2 · Ctrl K", _("Search for a customer")),
    ("F4", _("New customer")),
    ("F9", _("Sync status")),
    ("F1", _("This help")),
    ("Esc", _("Close, clear the search, or go back")),
)
_LIST: _Rows = (
    ("Enter", _("Open the first customer, or the marked one")),
    ("↑ ↓ Home End", _("Move in the list")),
    ("Shift Enter", _("Add to the sale without opening")),
)
_FORM: _Rows = (
    ("Enter", _("Next empty field; after the last one, the button")),
    ("Ctrl Enter", _("Save")),
)
_GRID: _Rows = (("↑ ↓ ← →", _("Move between the tiles")), ("1–9", _("Press a tile")))
_SCREENS: dict[str, _Rows] = {
    "welcome": _GRID,
    "results": _LIST,
    "customer": (("F8", _("Add to the sale")), ("Ctrl Enter", _("Edit"))),
    "customer_new": _FORM,
    "customer_edit": _FORM,
    "settings": _FORM[1:],
}


@require_GET
@signed_in
def guide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the help of a screen, over it or as a page of its own."""
    page = {
        "own": _SCREENS.get(_screen(request), ()),
        "everywhere": _EVERYWHERE,
        "support": sync.standing()["support"],
        "cancel_url": reverse("pos:welcome"),
    }
    return render(request, "pos/_help.html" if is_htmx(request) else "pos/help.html", page)


def _screen(request: HttpRequest) -> str:
    """Name the screen that was open: a script knows its address, a link carries its name."""
    if "of" in request.GET and not is_htmx(request):
        return request.GET["of"]
    try:
        return resolve(urlsplit(request.headers.get("HX-Current-URL", "/")).path).url_name or ""
    except Resolver404:
        return ""
