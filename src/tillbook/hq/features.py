"""Feature management: every switch with what it changes, turned on or off for the whole chain."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.queries import standings
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.operations.turn import turn
from tillbook.features.queries import is_on
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import way_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A switch as the page shows it."""

    name: str
    title: str
    #: What changes when it is turned on.
    effect: str
    is_on: bool
    #: Tag of the version that the page shows.
    expected: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def features(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the switches, and turn one."""
    if request.method == "POST":
        _turn(request, actor)
        return redirect("hq:features")
    tags = standings([id_of(name) for name in CATALOG])
    listed = [
        Feature(
            name=known.name,
            title=_(known.title),
            effect=_effect(known.name),
            is_on=is_on(known.name),
            expected=tags[id_of(known.name)].tag,
        )
        for known in CATALOG.values()
    ]
    given = {"crumbs": way_to(pages.FEATURES), "features": listed}
    return render(request, "hq/features.html", given)


def _turn(request: HttpRequest, actor: Actor) -> None:
    name, on = request.POST.get("name", ""), request.POST.get("on") == "yes"
    if name not in CATALOG:
        raise Http404
    try:
        turn(actor, name, on=on, expected=request.POST.get("expected") or None)
    except StaleEdit:
        text = _("Somebody else turned this switch in the meantime. This is how it stands now.")
        messages.warning(request, text)
        return
    told = _("Turned on. Every register follows within seconds.")
    off = _("Turned off. Every register follows within seconds.")
    messages.success(request, told if on else off)


def _effect(name: str) -> str:
    match name:
        case "multiple_contacts":
            return _(
                "Registers and this office take any number of emails and phone numbers for a "
                "customer, each with its own consent for marketing."
            )
    return ""
