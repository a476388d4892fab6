"""Feature management: every switch with what it changes, turned now or planned, for the whole chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

import tillbook
from tillbook.exchange.errors import StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, Area, id_of
from tillbook.features.errors import MomentPassed, PrerequisiteMissing, SwitchNeeded
from tillbook.features.operations.turn import turn
from tillbook.features.queries import Turned, settings, turned
from tillbook.features.rules import Setting
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.health import arrivals
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import way_to
from tillbook.staff.queries import names_of

_TURNS_SHOWN = 10
_LONGEST_FILTER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A switch as the list shows it."""

    name: str
    title: str
    area: str
    is_on: bool
    planned_on: bool = False
    #: When it turns by itself; None where nothing is planned.
    planned_at: datetime | None = None
    #: How many that it needs are off.
    missing: int = 0
    #: Whether this release brought it and nobody has decided on it yet.
    is_new: bool = False
    #: What a filter looks in.
    words: str = ""

    def is_among(self, show: str) -> bool:
        """Tell whether a tab lists it."""
        listed = {
            "new": self.is_new,
            "on": self.is_on,
            "off": not self.is_on,
            "planned": self.planned_at is not None,
        }
        return listed.get(show, True)

    def has(self, text: str) -> bool:
        """Tell whether every word of a filter stands in its name or its description."""
        return all(word in self.words for word in text.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab above the list."""

    show: str
    title: str
    count: int
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def features(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the switches, and turn one or plan it; others go with it once that is confirmed."""
    if request.method != "POST":
        return _page(request, chosen=request.GET.get("feature", ""))
    name = request.POST.get("name", "")
    if name not in CATALOG:
        raise Http404
    try:
        _turn(request, actor, name)
    except (SwitchNeeded, PrerequisiteMissing) as asked:
        return _page(request, chosen=name, asked=asked)
    except (MomentPassed, ValidationError):
        messages.error(request, _("Choose a moment that is still ahead."))
    return redirect(f"{_url(request, feature=name)}#feature")


def _turn(request: HttpRequest, actor: Actor, name: str) -> None:
    """Turn the switch that the form names. Raises what stands against it."""
    on, at = request.POST.get("on") == "yes", _moment(request.POST.get("at", ""))
    try:
        turn(
            actor,
            name,
            on=on,
            at=at,
            expected=request.POST.get("expected") or None,
            with_others=request.POST.get("confirmed") == "yes",
        )
    except StaleEdit:
        text = _("Somebody else turned this switch in the meantime. This is how it stands now.")
        messages.warning(request, text)
        return
    messages.success(request, _told(on=on, is_planned=at is not None))


def _moment(text: str) -> datetime | None:
    """Read the moment of a plan, one that every time zone can show; None for now.

    Raises ValidationError.
    """
    field = forms.DateTimeField(required=False)
    moment: datetime | None = field.clean(text.replace("T", " "))
    if moment and moment.year == MAXYEAR:
        raise ValidationError(text)
    return moment


def _told(*, on: bool, is_planned: bool) -> str:
    if is_planned:
        return _("Planned. Every register that has heard of it turns by itself at that moment.")
    told = _("Turned on. Every register follows within seconds.")
    return told if on else _("Turned off. Every register follows within seconds.")


def _page(
    request: HttpRequest,
    *,
    chosen: str,
    asked: SwitchNeeded | PrerequisiteMissing | None = None,
) -> HttpResponse:
    stand, now = settings(), clock.now()
    listed = [_feature(name, stand, now) for name in CATALOG]
    show, wanted = request.GET.get("show", ""), request.GET.get("q", "").strip()[:_LONGEST_FILTER]
    fitting = [one for one in listed if one.has(wanted)]
    shown = [one for one in fitting if one.is_among(show)]
    given: dict[str, Any] = {
        "crumbs": way_to(pages.FEATURES),
        "total": len(listed),
        "tabs": list(_tabs(request, fitting)),
        "show": show,
        "q": wanted,
        "kept": _kept(request),
        "areas": list(_areas(shown)),
        "found": len(shown),
    }
    if chosen in CATALOG:
        given["chosen"] = _feature(chosen, stand, now)
        given |= _details(chosen, stand, now)
    if asked is not None:
        given |= _question(request, asked)
    return render(request, "hq/features.html", given, status=409 if asked else 200)


def _kept(request: HttpRequest, **changed: str) -> str:
    """Return the address's filters, as links of the page carry them on."""
    kept = {name: request.GET.get(name, "") for name in ("show", "q")} | changed
    return urlencode({name: value for name, value in kept.items() if value})


def _url(request: HttpRequest, **changed: str) -> str:
    query = _kept(request, **changed)
    return reverse("hq:features") + (f"?{query}" if query else "")


def _feature(name: str, stand: rules.Settings, now: datetime) -> Feature:
    known, acting = CATALOG[name], rules.on(stand, now)
    own = stand.get(name, Setting(is_on=known.default))
    is_planned = own.is_planned(now)
    return Feature(
        name=name,
        title=_(known.title),
        area=known.area,
        is_on=name in acting,
        planned_on=is_planned and bool(own.planned_on),
        planned_at=own.planned_at if is_planned else None,
        missing=len([other for other in known.needs if other not in acting]),
        is_new=name not in stand and f"{tillbook.__version__}.".startswith(f"{known.since}."),
        words=f"{_(known.title)} {_(known.effect)} {name}".casefold(),
    )


def _tabs(request: HttpRequest, listed: Sequence[Feature]) -> Iterable[Tab]:
    titles = {
        "": _("All"),
        "new": pgettext("features", "New"),
        "off": _("Off"),
        "on": _("On"),
        "planned": pgettext("features", "Scheduled"),
    }
    for show, title in titles.items():
        count = sum(one.is_among(show) for one in listed)
        yield Tab(show=show, title=title, count=count, url=_url(request, show=show))


def _areas(shown: Sequence[Feature]) -> Iterable[tuple[str, list[Feature]]]:
    titles = {
        Area.REGISTER: _("Customers at the register"),
        Area.ASYNCHRONOUS: _("Asynchronous customers"),
        Area.HEADQUARTERS: _("Headquarters"),
    }
    for area, title in titles.items():
        if listed := [one for one in shown if one.area == area]:
            yield title, listed


def _details(name: str, stand: rules.Settings, now: datetime) -> dict[str, Any]:
    """Return what the panel of the chosen feature shows besides."""
    known, acting = CATALOG[name], rules.on(stand, now)
    lately = turned(name, limit=_TURNS_SHOWN)
    return {
        "effect": _(known.effect),
        "since": known.since,
        "expected": standings([id_of(name)])[id_of(name)].tag,
        "needs": [(_(CATALOG[other].title), other in acting) for other in known.needs],
        "lacking": arrivals.lacking(id_of(name)),
        "turns": list(_turns(lately)),
        "zone": timezone.get_current_timezone_name(),
    }


def _turns(lately: Sequence[Turned]) -> Iterable[tuple[Turned, str]]:
    names = names_of([one.by for one in lately])
    return ((one, names.get(one.by, "")) for one in lately)


def _question(request: HttpRequest, asked: SwitchNeeded | PrerequisiteMissing) -> dict[str, Any]:
    others = asked.missing if isinstance(asked, PrerequisiteMissing) else asked.dependents
    return {
        "asked": asked,
        "turns_on": isinstance(asked, PrerequisiteMissing),
        "others": [_(CATALOG[name].title) for name in others],
        "together": len(others) + 1,
        "at": request.POST.get("at", ""),
    }
