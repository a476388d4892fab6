"""Refusals of the back office in plain words; nothing of what somebody typed is logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is not here."""
    return _page(request, 404, kind="not_found")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what nobody may do."""
    return _page(request, 403, kind="not_found")


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long to be trusted."""
    return _page(request, 403, kind="out_of_date")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours. Asks the database nothing: it may be what failed."""
    page = render_to_string("hq/error.html", {"kind": "broken", "theme": "auto"})
    return HttpResponse(page, status=500)


def _page(request: HttpRequest, status: int, *, kind: str) -> HttpResponse:
    given = {"kind": kind, "again": request.path}
    response = render(request, "hq/error.html", given, status=status)
    add_never_cache_headers(response)
    return response
