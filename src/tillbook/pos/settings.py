"""P14: how the screens look to whoever works, how the scanner speaks, and what this register is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from tillbook.foundation.actor import Actor, Permission
from tillbook.pos import sync
from tillbook.pos.shell import go_to, signed_in
from tillbook.pos.till_cookie import can_enrol
from tillbook.screens import code39
from tillbook.staff.operations.preferences import prefer, set_scanner_prefix
from tillbook.staff.queries import preferences_of, scanner_prefix
from tillbook.staff.rules.preferences import DENSITIES, PREFIXES, TEXTS, THEMES, Preferences

#: What the sheet lets a scanner type to prove itself.
_SAMPLE = "TILLBOOK 42"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One question with few answers."""

    name: str
    label: str
    options: dict[str, str]
    chosen: str
    hint: str = ""


@require_http_methods(["GET", "POST"])
@signed_in
def settings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what can be chosen, or keep it; it holds from the next page on."""
    if request.method == "POST":
        return _save(request, actor)
    page = {
        "choices": _choices(preferences_of(actor)),
        "scanner_choice": _scanner(actor),
        "may_set_up": actor.may(Permission.SET_UP_REGISTER),
        "can_enrol_tills": can_enrol() and actor.may(Permission.SET_UP_REGISTER),
        "is_saved": "saved" in request.GET,
        "register": sync.standing()["support"],
    }
    return render(request, "pos/settings.html", page)


@require_GET
@signed_in
def scanner_sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the sheet by which somebody sets up a scanner: to print, and to scan from."""
    bars = code39.bars(_SAMPLE)
    page = {
        "choice": _scanner(actor),
        "sample": _SAMPLE,
        "bars": bars,
        "width": sum(bars[-1]),
        "back": reverse("pos:settings"),
        "at": timezone.now(),
    }
    return render(request, "pos/scanner_sheet.html", page)


def _save(request: HttpRequest, actor: Actor) -> HttpResponse:
    wanted = Preferences(
        language=_language(request),
        theme=_one_of(THEMES, request.POST.get("theme")),
        text=_one_of(TEXTS, request.POST.get("text")),
        density=_one_of(DENSITIES, request.POST.get("density")),
        has_keys=request.POST.get("keys") != "off",
    )
    if "prefix" in request.POST:
        set_scanner_prefix(actor, _one_of(PREFIXES, request.POST["prefix"]))
    prefer(actor, wanted)
    response = go_to(request, reverse("pos:settings") + "?saved")
    response.delete_cookie(django_settings.LANGUAGE_COOKIE_NAME)
    return response


def _language(request: HttpRequest) -> str:
    """Return the language that was chosen; empty where it is the one of headquarters or unknown."""
    chosen = request.POST.get("language", "")
    given = request.user.language.lower() if request.user.is_authenticated else ""
    return chosen if chosen in dict(django_settings.LANGUAGES) and chosen != given else ""


def _one_of(known: tuple[str, ...], given: str | None) -> str:
    return given if given in known else known[0]


def _choices(now: Preferences) -> list[Choice]:
    return [
        Choice(
            name="language",
            label=gettext("Language"),
            options=dict(django_settings.LANGUAGES),
            chosen=get_language() or "en",
        ),
        Choice(
            name="theme",
            label=gettext("Theme"),
            options={
                "auto": gettext("As the device"),
                "light": gettext("Light"),
                "dark": gettext("Dark"),
            },
            chosen=now.theme,
        ),
        Choice(
            name="text",
            label=gettext("Text size"),
            options={
                "standard": pgettext("text size", "Standard"),
                "large": gettext("Large"),
                "largest": gettext("Largest"),
            },
            chosen=now.text,
        ),
        Choice(
            name="density",
            label=gettext("Spacing"),
            options={"touch": gettext("Touch"), "compact": gettext("Compact")},
            chosen=now.density,
        ),
        Choice(
            name="keys",
            label=gettext("Keyboard shortcuts"),
            options={"on": gettext("On"), "off": gettext("Off")},
            chosen="on" if now.has_keys else "off",
        ),
    ]


def _scanner(actor: Actor) -> Choice:
    names: dict[str, Any] = {
        "": gettext("Nothing: tell it by its speed"),
        "stx": "STX (^B)",
        "f13": "F13",
    }
    return Choice(
        name="prefix",
        label=gettext("The scanner types before a code"),
        options=names,
        chosen=scanner_prefix(actor),
    )
