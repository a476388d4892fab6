"""P1: signing in at a register with one's name and PIN or with a badge, and locking it again."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tillbook.fleet import connection
from tillbook.fleet.queries import received
from tillbook.foundation import folding, names
from tillbook.foundation.actor import Actor
from tillbook.health.rules.troubles import CLOCK_TOLERANCE_MS
from tillbook.nodes.desk import desk
from tillbook.nodes.this_node import current
from tillbook.pos import layout, lock, till_cookie
from tillbook.pos.shell import here
from tillbook.pos.till_cookie import can_enrol
from tillbook.staff.errors import Locked, SignInRefused
from tillbook.staff.operations import sign_in as door
from tillbook.staff.queries import actor_of, who_can_sign_in
from tillbook.stores.queries import offline_of

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("pin")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show who can sign in; let in whose PIN it is."""
    if request.method == "GET":
        return _page(request)
    number, pin = request.POST.get("associate", ""), request.POST.get("pin", "")
    if not number or not pin:
        code = "pin.required" if number else "associate.required"
        return _page(request, error={"code": code, "params": {}})
    try:
        associate = door.sign_in(number, pin, store=desk().store)
    except SignInRefused as refused:
        return _page(request, error=_said(refused), locked=isinstance(refused, Locked))
    page = _page_left(request, associate.id)
    login(request, associate, backend=_BACKEND)
    return _enter(request, actor_of(associate), page_left=page)


@sensitive_post_parameters("code")
@never_cache
@require_POST
def badge(request: HttpRequest) -> HttpResponse:
    """Let in whose badge was scanned; the reader types it as a keyboard does."""
    typed = request.POST.get("code", "")
    if not typed:
        return _page(request, error={"code": "badge.required", "params": {}}, at="badge")
    try:
        associate = door.sign_in_with_badge(typed, store=desk().store)
    except SignInRefused as refused:
        return _page(request, error=_said(refused), at="badge")
    place = here()
    if place is not None and place.functionality.badge_needs_pin:
        return _page(request, badge_of=(associate.number, associate.name))
    page = _page_left(request, associate.id)
    login(request, associate, backend=_BACKEND)
    return _enter(request, actor_of(associate), page_left=page)


def _page_left(request: HttpRequest, person: UUID) -> str:
    """Unlock the register for who locked it; return the page they left, empty for anybody else."""
    if not lock.is_closed(request) or request.user.pk != person:
        return ""
    return lock.open_again(request)


def _enter(request: HttpRequest, actor: Actor, *, page_left: str) -> HttpResponse:
    lock.begin(request)
    if not page_left:
        layout.take(request, actor)
    # Where somebody was going goes before the page left: another tab may have locked.
    wanted = request.POST.get("next", "") or page_left
    response = redirect(lock.own_page(request, wanted))
    till_cookie.turn(request, response)
    return response


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Go offline, or back, before anybody has signed in (AR-084); the node itself speaks.

    Only where the register's offline profile allows it.
    """
    if not _may_switch():
        raise PermissionDenied
    actor = current().actor()
    if request.POST.get("state") == "disconnected":
        connection.disconnect(actor)
    else:
        connection.connect(actor)
    return redirect("pos:sign_in")


def _may_switch() -> bool:
    register = current().identity.register
    return register is not None and offline_of(register).allow_switch_before_sign_in


@require_POST
def lock_register(request: HttpRequest) -> HttpResponse:
    """Lock the register for a while; the sale, what is typed and the language stay."""
    if request.user.is_authenticated and not lock.is_closed(request):
        lock.close(request)
    return redirect("pos:sign_in")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the work of whoever is signed in: forget what they did and in which language."""
    logout(request)
    response = redirect("pos:sign_in")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


def _page(
    request: HttpRequest,
    *,
    error: dict[str, object] | None = None,
    locked: bool = False,
    at: str = "pin",
    badge_of: tuple[str, str] = ("", ""),
) -> HttpResponse:
    locked_by = request.user if lock.is_closed(request) else None
    number = badge_of[0] or request.POST.get("associate", "") or getattr(locked_by, "number", "")
    roles = {"cashier": gettext("Cashier"), "manager": gettext("Manager")}
    people = [
        {
            "number": person.number,
            "name": person.name,
            "role": roles.get(person.role, ""),
            "initials": names.initials(person.name),
            "lang": "zh-Hans" if folding.has_han(person.name) else "",
            "selected": person.number == number,
        }
        for person in who_can_sign_in(desk().store)
    ]
    page = {
        "associates": people,
        "clock_off_s": _clock_off_s(),
        "staff_from": _staff_from(),
        "number": number,
        "locked": locked,
        "locked_by": locked_by,
        "error": error if at == "pin" else None,
        "badge_error": error if at == "badge" else None,
        "notice": {"code": "badge.pin", "params": {"name": badge_of[1]}} if badge_of[0] else None,
        "languages": [
            {"code": code, "name": name, "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ],
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "can_switch": _may_switch(),
        "can_enrol": can_enrol() and desk().register is None,
    }
    return render(request, "pos/sign_in.html", page, status=422 if error else 200)


def _clock_off_s() -> int:
    """Return by how many seconds this node's clock is wrong; 0 while it is right enough."""
    off_ms = current().parent.clock_offset_ms
    return round(off_ms / 1000) if abs(off_ms) > CLOCK_TOLERANCE_MS else 0


def _staff_from() -> datetime | None:
    """Return how old the list of staff is, while nobody can say whether it is still right."""
    parent = current().parent
    if parent.is_reachable and parent.reaches_root:
        return None
    return parent.last_contact or received().get("associate")


def _said(refused: SignInRefused) -> dict[str, object]:
    return {"code": refused.code, "params": refused.params}
