"""What every screen shares: who works, where, how headquarters is reached, in which language."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from tillbook.customers.parameters import parameters_of
from tillbook.exchange import valves
from tillbook.fleet.queries import backlog, loading
from tillbook.foundation import names
from tillbook.nodes.desk import Desk, desk, serving
from tillbook.nodes.parent import ParentState
from tillbook.nodes.this_node import current
from tillbook.pos import approval, drafts, line_draft, lock, till_cookie
from tillbook.screens import search_words
from tillbook.staff.queries import actor_of, preferences_of, scanner_prefix
from tillbook.staff.rules.preferences import Preferences
from tillbook.stores.errors import TillNotAdmitted, UnknownStore
from tillbook.stores.queries import Place, place_of
from tillbook.stores.rules.profiles import USUAL

#: What was searched last, kept in the session so that it never stands in an address.
QUERY = "query"
SCOPE = "scope"
#: Why the browser of a request is no register any more.
_LOST = "till_lost"
#: What programs ask: no language and no zone needed.
_FOR_PROGRAMS = ("/api/", "/exchange/", "/static/")
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Let only an associate of this store in; the view gets the actor after the request."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        user, given = request.user, approval.taken_from(request)
        if not user.is_authenticated:
            return _to_sign_in(request)
        if not lock.is_closed(request):
            _lock_when_idle(request)
        if lock.is_closed(request):
            locked = _to_sign_in(request)
            locked["X-Locked"] = "1"
            return locked
        if not user.is_active or user.store != desk().store:
            logout(request)
            return _to_sign_in(request)
        if _is_work(request):
            _look_for_parent()
        act = partial(view, request, **arguments)
        response = approval.approved(request, actor_of(user), given, act)
        add_never_cache_headers(response)
        return response

    return guarded


def _lock_when_idle(request: HttpRequest) -> None:
    place = here()
    after = (place.functionality if place else USUAL).lock_after_minutes
    is_work = _is_work(request) or lock.USED in request.headers
    lock.close_when_idle(request, after_minutes=after, is_work=is_work)


def _is_work(request: HttpRequest) -> bool:
    """Tell what somebody does from what a page asks by itself, again and again."""
    opens = request.headers.get("HX-Target") == "dialog"
    return request.method == "POST" or not is_htmx(request) or opens


def _look_for_parent() -> None:
    """Let the contact loop try an absent parent, once the reconnection interval is over (AR-082)."""
    node = current()
    if node.parent.state is ParentState.OFFLINE:
        node.parent.ask_again(after_s=node.parent.pace.reconnect_s)
        node.wake.contact.set()


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the door, and back afterwards; what was typed in a form waits meanwhile."""
    target = reverse("pos:sign_in")
    if drafts.is_form(request):
        drafts.keep(request, was_sent=True)
        return go_to(request, f"{target}?next={request.path}")
    if line_draft.is_line(request):
        line_draft.keep(request)
    if request.method != "GET" or is_htmx(request):
        return go_to(request, target)
    return go_to(request, f"{target}?next={request.path}")


def is_htmx(request: HttpRequest) -> bool:
    """Tell whether a script asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to another page, with or without scripts."""
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    response = redirect(url)
    response.status_code = 303
    return response


#: The store of the running request, in a tuple: it is asked for many times and read once.
_place_read: ContextVar[tuple[Place | None] | None] = ContextVar("tillbook_place", default=None)


def here() -> Place | None:
    """Return this register's store, or None until the configuration has arrived."""
    known = _place_read.get()
    return known[0] if known else _read_place()


def _read_place() -> Place | None:
    try:
        at = desk()
        return place_of(replace(current().actor(), store=at.store, register=at.register))
    except UnknownStore:
        return None


def connection(place: Place | None) -> dict[str, Any]:
    """Say how headquarters is reached, for the indicator."""
    waiting = backlog(place.store if place else None)
    parent, progress = current().parent, loading()
    if parent.state is ParentState.DISCONNECTED:
        state = "disconnected"
    elif not (parent.is_reachable and parent.reaches_root):
        state = "offline"  # before what needs a person: nobody can settle that now
    elif waiting.attention:
        state = "attention"
    elif progress is not None:
        state = "loading"
    elif waiting.pending:
        state = "sending" if valves.is_open(valves.UPLOAD) else "held"
    else:
        state = "online"
    return {
        "state": state,
        "pending": waiting.pending,
        "attention": waiting.attention,
        "is_connected": parent.is_reachable,
        "is_limited": place is not None and not place.functionality.allows_all_offline,
        "loading": progress,
        "last_contact": parent.last_contact,
        # The parent may answer and headquarters behind it may not: nobody here knows since when.
        "since": None if parent.is_reachable else parent.last_contact,
        "next_try": None,
    }


def context(request: HttpRequest) -> dict[str, Any]:
    """Give the shell what it shows; a template context processor of the register's pages."""
    match = request.resolver_match
    if match is None or match.app_name != "pos":
        return {}
    return shared(
        request, query=request.session.get(QUERY, "") if match.url_name == "results" else ""
    )


def shared(request: HttpRequest, *, query: str = "") -> dict[str, Any]:
    """Return what the shell shows on every page; parts of pages read only what they show."""
    place, user = here(), request.user
    actor = actor_of(user) if user.is_authenticated else None
    return {
        "prefs": SimpleLazyObject(lambda: preferences_of(actor) if actor else Preferences()),
        "scanner": SimpleLazyObject(lambda: scanner_prefix(actor) if actor else ""),
        "place": {
            "store": place.name if place else current().identity.name,
            "register": place.register_name if place else "",
        },
        "associate": (
            {"name": user.name, "initials": names.initials(user.name)}
            if user.is_authenticated and not lock.is_closed(request)
            else None
        ),
        "connection": SimpleLazyObject(lambda: connection(place)),
        #: Sales are made at registers.
        "sells": actor is not None and actor.register is not None,
        "query": query,
        "search_hint": SimpleLazyObject(
            lambda: search_words.hint(parameters_of(place.store if place else None).search_criteria)
        ),
    }


def _language_of(request: HttpRequest) -> str:
    """Return the language that somebody chose here, else the one that headquarters gave."""
    user = request.user
    if not user.is_authenticated:
        return ""
    return preferences_of(actor_of(user)).language or user.language


def _desk_of(request: HttpRequest) -> Desk:
    """Return the register at which a request is made: the node's own, else the browser's."""
    own = desk()
    if own.register is not None:
        return own
    try:
        return till_cookie.desk_of(request) or own
    except TillNotAdmitted as refused:
        setattr(request, _LOST, refused.reason)
        return own


class PlaceMiddleware:
    """Tells the register, speaks the associate's language, else the store's, and shows times of the store's zone.

    A language chosen by hand (the cookie) wins until sign-out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        if request.path.startswith(_FOR_PROGRAMS) or current().is_root:
            return self._get_response(request)
        with serving(_desk_of(request)):
            return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Show a browser that is no register any more what to do; it gets no other page."""
        match = request.resolver_match
        reason = getattr(request, _LOST, "")
        if (
            not reason
            or match is None
            or match.app_name != "pos"
            or match.url_name == "enroll_till"
        ):
            return None
        page = render(
            request, "pos/till_lost.html", {"reason": reason, "associate": None}, status=403
        )
        add_never_cache_headers(page)
        return page

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        place = _read_place()
        token = _place_read.set((place,))
        try:
            return self._answer_at(request, place)
        finally:
            _place_read.reset(token)

    def _answer_at(self, request: HttpRequest, place: Place | None) -> HttpResponseBase:
        if place is None:
            return self._get_response(request)
        if not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            translation.activate((_language_of(request) or place.language).lower())
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(place.time_zone):
            return self._get_response(request)
