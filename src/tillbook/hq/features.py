"""Feature management: every switch with what it changes, turned on or off for the whole chain."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import PrerequisiteMissing, SwitchNeeded
from tillbook.features.operations.turn import turn
from tillbook.features.queries import acting
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
    #: The switches that it needs: title, and whether it is on.
    needs: tuple[tuple[str, bool], ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def features(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the switches, and turn one; what others need is turned off with them, once confirmed."""
    if request.method != "POST":
        return _page(request)
    try:
        _turn(request, actor)
    except SwitchNeeded as needed:
        return _page(request, asked=needed)
    return redirect("hq:features")


def _page(request: HttpRequest, *, asked: SwitchNeeded | None = None) -> HttpResponse:
    tags, on = standings([id_of(name) for name in CATALOG]), acting()
    listed = [
        Feature(
            name=known.name,
            title=_(known.title),
            effect=_effect(known.name),
            is_on=known.name in on,
            expected=tags[id_of(known.name)].tag,
            needs=tuple((_(CATALOG[other].title), other in on) for other in known.needs),
        )
        for known in CATALOG.values()
    ]
    given = {"crumbs": way_to(pages.FEATURES), "features": listed}
    if asked is not None:
        given["asked"] = asked.name
        given["dependents"] = list(_titles(asked.dependents))
    return render(request, "hq/features.html", given, status=409 if asked else 200)


def _titles(names: Iterable[str]) -> Iterable[str]:
    return (_(CATALOG[name].title) for name in names)


def _turn(request: HttpRequest, actor: Actor) -> None:
    """Turn the switch that the form names. Raises SwitchNeeded."""
    name, on = request.POST.get("name", ""), request.POST.get("on") == "yes"
    if name not in CATALOG:
        raise Http404
    try:
        turn(
            actor,
            name,
            on=on,
            expected=request.POST.get("expected") or None,
            with_dependents=request.POST.get("confirmed") == "yes",
        )
    except StaleEdit:
        text = _("Somebody else turned this switch in the meantime. This is how it stands now.")
        messages.warning(request, text)
        return
    except PrerequisiteMissing as refused:
        listed = ", ".join(_titles(refused.missing))
        messages.error(request, _("Turn on these features first: %(list)s") % {"list": listed})
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
        case "performance_improvements":
            return _(
                "Changes nothing by itself: customers are always read in parts. Editing in "
                "asynchronous mode can be on only while this is on."
            )
        case "async_addresses":
            return _(
                "New addresses are saved in the store and sent afterwards; nobody waits for "
                "headquarters."
            )
        case "enhanced_async_creation":
            return _(
                "Customers that are created asynchronously keep their title, the affiliations of "
                "the default customer and secondary contacts."
            )
        case "async_editing":
            return _(
                "Changes of customers are saved in the store and sent afterwards, also of "
                "customers without a number yet. Off: headquarters is asked at once."
            )
        case "sync_audit":
            return _(
                "This office and its programs see, correct and send again what could not be "
                "synchronized. Off: the page is closed; stores still repair their own changes."
            )
    return ""
