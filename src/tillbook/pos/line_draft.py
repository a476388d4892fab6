"""What is typed in the fields of a sale's line and not sent yet: it outlives a reload and a lock.

It lies in the browser's session beside the drafts of forms, for as long as they do.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tillbook.foundation import clock
from tillbook.pos.drafts import KEPT_FOR

FIELDS = ("item", "quantity", "price")
#: The line whose fields are meant where no line stands yet.
NEW = ""
_TYPED = "sale_typed"
_LONGEST = 100
_MOST = 20
_FORMS = frozenset({"sale_add", "sale_change", "sale_draft"})


def is_line(request: HttpRequest) -> bool:
    """Tell whether a request sends the fields of a line."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name in _FORMS


def keep(request: HttpRequest) -> None:
    """Keep what a request typed until the line is sent."""
    typed = {name: request.POST.get(name, "")[:_LONGEST] for name in FIELDS}
    _put(request, request.POST.get("line", NEW), typed)


def begin(request: HttpRequest, item: str) -> None:
    """Begin the next line with an item that was scanned."""
    _put(request, NEW, {"item": item[:_LONGEST]})


def find(request: HttpRequest, line: str) -> Mapping[str, str] | None:
    """Return what was typed for a line; None when there is nothing, or it is too old."""
    kept = _all(request).get(line)
    if kept is None or clock.now() - datetime.fromisoformat(kept["at"]) > KEPT_FOR:
        return None
    found: Mapping[str, str] = kept["typed"]
    return found


def forget(request: HttpRequest, line: str) -> None:
    """Forget what was typed for a line: it is sent, or nobody wants it."""
    kept = _all(request)
    if kept.pop(line, None):
        request.session[_TYPED] = kept


def forget_all(request: HttpRequest) -> None:
    """Forget what was typed for the lines of a sale that is over, or put aside."""
    request.session.pop(_TYPED, None)


def _put(request: HttpRequest, line: str, typed: Mapping[str, str]) -> None:
    kept = _all(request)
    kept.pop(line, None)
    if typed.get("item") or typed.get("price"):
        kept[line] = {"at": clock.now().isoformat(), "typed": typed}
    request.session[_TYPED] = dict(list(kept.items())[-_MOST:])


def _all(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(_TYPED, {}))
