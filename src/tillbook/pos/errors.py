"""Refusals in plain words, in the shell, with a short reference that the log line shares."""

import logging
import secrets
import sys
import traceback
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from tillbook.foundation.errors import StorageFull
from tillbook.nodes.this_node import current
from tillbook.pos import drafts, shell

#: No letters and digits that are mistaken for each other when read out.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
_LENGTH = 6
_FRAMES = 6
_log = logging.getLogger("tillbook.pos")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what no form of ours sends."""
    return _page(request, 400, kind="bad_request")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer who may not do this."""
    return _page(request, 403, kind="refused")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is not here."""
    return _page(request, 404, kind="not_found")


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a page that was open too long to be trusted; a form comes back with its text."""
    if drafts.is_form(request):
        drafts.keep(request, was_sent=True)
        return shell.go_to(request, request.path)
    return _page(request, 403, kind="out_of_date")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours. Asks the database nothing: it may be what failed."""
    failure = sys.exc_info()[1]
    is_full = isinstance(failure, StorageFull)
    status = 507 if is_full else 500
    reference = _noted(request, status, failure)
    page = {
        "kind": "disk_full" if is_full else "broken",
        "reference": reference,
        "place": {"store": current().identity.name, "register": ""},
        "associate": None,
        "again": request.path if request.method == "GET" else "",
    }
    return _sealed(HttpResponse(render_to_string("pos/error.html", page), status=status), reference)


class WrongMethodMiddleware:
    """Gives the bare refusal of a wrong method its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        response = self._get_response(request)
        match = request.resolver_match
        if response.status_code != 405 or match is None or match.app_name != "pos":
            return response
        page = _page(request, 405, kind="wrong_method")
        page["Allow"] = response["Allow"]
        return page


def _page(request: HttpRequest, status: int, *, kind: str) -> HttpResponse:
    reference = _noted(request, status, None)
    page: dict[str, Any] = {"kind": kind, "reference": reference}
    page["again"] = request.path if kind == "out_of_date" else ""
    response = render(request, "pos/error.html", shell.shared(request) | page, status=status)
    return _sealed(response, reference)


def _sealed(response: HttpResponse, reference: str) -> HttpResponse:
    response["X-Reference"] = reference
    add_never_cache_headers(response)
    return response


def _noted(request: HttpRequest, status: int, failure: BaseException | None) -> str:
    """Write the log line: what kind of failure and where, never what somebody typed."""
    reference = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    match = request.resolver_match
    view = match.view_name if match else "an unknown address"
    what = f": {type(failure).__qualname__} at {_way(failure)}" if failure else ""
    level = logging.ERROR if failure else logging.WARNING
    _log.log(level, "Reference %s: %s answered %s%s", reference, view, status, what)
    return reference


def _way(failure: BaseException) -> str:
    frames = traceback.extract_tb(failure.__traceback__)[-_FRAMES:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
