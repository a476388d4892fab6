"""A locked register: whoever locked it finds everything as it was, also the page; others start anew."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

#: The page to go back to, kept in the session of who locked.
_PAGE = "locked"


def close(request: HttpRequest) -> None:
    """Lock the register; the session with what was typed and searched stays."""
    request.session[_PAGE] = own_page(request, request.POST.get("next", ""))


def is_closed(request: HttpRequest) -> bool:
    """Tell whether somebody locked the register and has not come back."""
    return request.user.is_authenticated and _PAGE in request.session


def open_again(request: HttpRequest) -> str:
    """Unlock the register for who locked it; return the page they left."""
    return str(request.session.pop(_PAGE))


def own_page(request: HttpRequest, wanted: str) -> str:
    """Return where somebody was going when that is a page of ours, else the start."""
    is_own = wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_own else reverse("pos:welcome")
