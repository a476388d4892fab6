"""Tills without a database of their own: a browser becomes a register of this store server."""

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tillbook.foundation.actor import Actor
from tillbook.pos import till_cookie
from tillbook.pos.shell import go_to, signed_in
from tillbook.stores.errors import TillCodeRefused, UnknownRegister
from tillbook.stores.operations import browser_tills
from tillbook.stores.tills import queries


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def enroll(request: HttpRequest) -> HttpResponse:
    """Ask for the code that makes this browser a register, or take it."""
    if not till_cookie.can_enrol():
        raise Http404
    if request.method == "GET":
        return render(request, "pos/enroll_till.html")
    try:
        proof = browser_tills.enrol_till(request.POST.get("code", ""))
    except TillCodeRefused:
        return render(request, "pos/enroll_till.html", {"is_refused": True}, status=422)
    logout(request)
    response = go_to(request, reverse("pos:sign_in"))
    till_cookie.give(request, response, proof)
    return response


@require_GET
@signed_in
def tills(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a manager the registers that browsers can be."""
    return _page(request, actor)


@require_POST
@signed_in
def code(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a code for one browser and show it, this once."""
    register = _register(request)
    try:
        made = browser_tills.make_till_code(actor, register)
    except UnknownRegister as error:
        raise Http404 from error
    return _page(request, actor, code=made, made_for=register)


@require_POST
@signed_in
def withdraw(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let the browser of a register be none any more."""
    try:
        browser_tills.withdraw_till(actor, _register(request))
    except UnknownRegister as error:
        raise Http404 from error
    return go_to(request, reverse("pos:tills"))


def _page(request: HttpRequest, actor: Actor, **more: Any) -> HttpResponse:
    if not till_cookie.can_enrol():
        raise Http404
    given = {
        "tills": queries.tills(actor),
        "address": request.build_absolute_uri(reverse("pos:enroll_till")),
        "minutes": int(browser_tills.LIFETIME.total_seconds() // 60),
    }
    return render(request, "pos/tills.html", given | more)


def _register(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("register", ""))
    except ValueError as error:
        raise Http404 from error
