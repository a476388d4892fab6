"""A register locked by hand, or because nobody works at it.

Whoever worked finds everything as it was, also the page; others start anew.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tillbook.foundation import clock

#: The page to go back to, kept in the session of who locked.
_PAGE = "locked"
#: When somebody worked here last, in seconds; not written more often than the second figure says.
_WORKED, _EXACT_S = "worked", 10
#: Sent with what a page asks by itself when keys or pointer were used since.
USED = "X-Used"


def close(request: HttpRequest) -> None:
    """Lock the register; the session with what was typed and searched stays."""
    request.session[_PAGE] = own_page(request, request.POST.get("next", ""))


def close_when_idle(request: HttpRequest, *, after_minutes: int, is_work: bool) -> None:
    """Lock the register when nobody has worked for so long (0 is never); else note who works now."""
    now, last = clock.now().timestamp(), request.session.get(_WORKED)
    if after_minutes and last is not None and now - last > after_minutes * 60:
        is_page = request.method == "GET" and "HX-Request" not in request.headers
        page = request.get_full_path() if is_page else page_before(request)
        request.session[_PAGE] = own_page(request, page)
    elif last is None or (is_work and not 0 <= now - last < _EXACT_S):
        request.session[_WORKED] = now


def begin(request: HttpRequest) -> None:
    """Note that somebody begins to work, or comes back."""
    request.session[_WORKED] = clock.now().timestamp()


def is_closed(request: HttpRequest) -> bool:
    """Tell whether somebody locked the register and has not come back."""
    return request.user.is_authenticated and _PAGE in request.session


def open_again(request: HttpRequest) -> str:
    """Unlock the register for who locked it; return the page they left."""
    return str(request.session.pop(_PAGE))


def page_before(request: HttpRequest) -> str:
    """Return the page on which somebody asked for something; empty where the browser does not say."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def own_page(request: HttpRequest, wanted: str) -> str:
    """Return where somebody was going when that is a page of ours, else the start."""
    is_own = wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_own else reverse("pos:welcome")
