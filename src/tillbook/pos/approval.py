"""P15: one act that a role may not do alone: a manager approves it with a PIN or badge where it is asked.

Whoever works stays signed in. All that was sent is asked for once more, with the approval; no view
ever sees the PIN, and nothing keeps it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from tillbook.foundation.actor import GRANTS, Actor, Permission, Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.pos import drafts, lock
from tillbook.staff.errors import NoProof, SignInRefused
from tillbook.staff.operations import sign_in as door
from tillbook.staff.queries import names_of, who_can_approve
from tillbook.stores.queries import place_of

_WHO, _PIN, _BADGE, _ACT = "approver", "approver-pin", "approver-badge", "approver-act"
_CSRF = "csrfmiddlewaretoken"
_log = logging.getLogger("tillbook.pos")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a manager typed or scanned, and for which act."""

    number: str
    pin: str
    badge: str
    act: str


def taken_from(request: HttpRequest) -> Given | None:
    """Take an approval out of what was sent, so that nothing keeps it; None where there is none."""
    if _ACT not in request.POST:
        return None
    sent = request.POST.copy()
    number, pin, badge, act = (str(sent.pop(name, [""])[0]) for name in (_WHO, _PIN, _BADGE, _ACT))
    request.POST = cast(Any, sent)
    return Given(number=number, pin=pin, badge=badge, act=act)


def approved(
    request: HttpRequest,
    actor: Actor,
    given: Given | None,
    act: Callable[[Actor], HttpResponseBase],
) -> HttpResponseBase:
    """Do an act, with what was given; ask for an approval where it needs one that managers can give.

    Raises PermissionDenied where nobody in a store may do it.
    """
    try:
        return act(_lent(actor, given) if given else actor)
    except SignInRefused as refused:
        asked = given.act if given else ""
        return _ask(request, actor, asked, {"code": refused.code, "params": refused.params})
    except PermissionRefused as refused:
        if request.method != "POST":
            raise PermissionDenied from refused
        error = {"code": "approval.not_allowed", "params": {}} if given else None
        return _ask(request, actor, refused.permission, error)


def _lent(actor: Actor, given: Given) -> Actor:
    """Return the actor with what the role of the approver adds. Raises SignInRefused."""
    if given.badge:
        person = door.sign_in_with_badge(given.badge, store=actor.store)
        if place_of(actor).functionality.badge_needs_pin:
            person = door.sign_in(person.number, given.pin, store=actor.store)
    elif given.pin:
        person = door.sign_in(given.number, given.pin, store=actor.store)
    else:
        raise NoProof
    _log.info("Approval of %s: %s for %s", given.act, person.id, actor.id)
    return replace(actor, approver=person.id, lent=GRANTS[Role(person.role)])


def _acts() -> dict[str, str]:
    """Name what managers can approve."""
    return {
        Permission.VOID_SALES: _("Void the sale"),
        Permission.ADD_BARRED_DUPLICATES: _(
            "Create a second customer with the same phone number or email address"
        ),
        Permission.SWITCH_CONNECTION: _("Disconnect or connect this register"),
        Permission.SET_UP_REGISTER: _("Set up this register"),
    }


def can_be_approved(permission: Permission) -> bool:
    """Tell whether a manager on the spot can approve what needs this permission."""
    return permission in _acts()


def _ask(
    request: HttpRequest, actor: Actor, act: str, error: Mapping[str, Any] | None
) -> HttpResponse:
    """Ask for the approval where the act was asked; all that was sent comes along."""
    if act not in _acts():
        raise PermissionDenied
    is_part = request.headers.get("HX-Request") == "true"
    page = {
        "act": act,
        "title": _acts()[act],
        "who": names_of([actor.id]).get(actor.id, ""),
        "people": who_can_approve(actor.store, Permission(act)),
        "fields": [
            (name, text) for name, texts in request.POST.lists() if name != _CSRF for text in texts
        ],
        "error": error,
        "target": request.headers.get("HX-Target", "") if is_part else "",
        "back": _page_before(request),
    }
    part = "pos/_approval.html" if is_part else "pos/approval.html"
    return render(request, part, page, status=422 if error or is_part else 403)


def _page_before(request: HttpRequest) -> str:
    """Return where somebody goes who is refused: the form with its text, else the page before."""
    if drafts.is_form(request):
        drafts.keep(request)
        return request.path
    return lock.own_page(request, lock.page_before(request))
