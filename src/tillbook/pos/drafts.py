"""What is typed in forms that are not saved yet: kept while typing, and when nobody is signed in.

It lies in the browser's session, in this node's encrypted database, until the form is saved, begun
anew, or nobody asks for it any more; signing out forgets it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict

from tillbook.foundation import clock

KEPT_FOR = timedelta(minutes=30)
#: What the form sends with what is typed, to be kept and nothing else.
KEEP, AFRESH = "draft", "afresh"
_DRAFTS = "drafts"
#: The forms whose text is worth keeping, by the names of their addresses.
_FORMS = frozenset({"customer_new", "customer_edit"})
_MOST_DRAFTS = 5
_MOST_FIELDS = 400
_LONGEST = 4000
_CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form's text, and how it came to be kept."""

    typed: QueryDict
    at: datetime
    #: What had been searched for when the form was opened.
    query: str
    #: Whether it was sent and could not be taken: nobody was signed in any more.
    was_sent: bool


def is_form(request: HttpRequest) -> bool:
    """Tell whether a request sends a form whose text is worth keeping."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name in _FORMS


def keep(request: HttpRequest, *, query: str = "", was_sent: bool = False) -> None:
    """Keep what a request typed until the same form is opened again."""
    typed = QueryDict(mutable=True)
    for name, texts in list(request.POST.lists())[:_MOST_FIELDS]:
        if name not in (_CSRF, "show"):
            typed.setlist(name, [str(text)[:_LONGEST] for text in texts])
    drafts = _fresh(request)
    drafts.pop(request.path, None)
    drafts[request.path] = {
        "at": clock.now().isoformat(),
        "typed": typed.urlencode(),
        "query": query,
        "was_sent": was_sent,
    }
    request.session[_DRAFTS] = dict(list(drafts.items())[-_MOST_DRAFTS:])


def find(request: HttpRequest) -> Kept | None:
    """Return what was typed in this form; None when there is nothing, or it is too old."""
    draft = _fresh(request).get(request.path)
    if draft is None:
        return None
    return Kept(
        typed=QueryDict(draft["typed"]),
        at=datetime.fromisoformat(draft["at"]),
        query=draft["query"],
        was_sent=draft["was_sent"],
    )


def forget(request: HttpRequest, path: str = "") -> None:
    """Forget what was typed in a form: it is saved, or begun anew."""
    drafts = request.session.get(_DRAFTS, {})
    if (path or request.path) in drafts:
        request.session[_DRAFTS] = {
            url: draft for url, draft in drafts.items() if url != (path or request.path)
        }


def _fresh(request: HttpRequest) -> dict[str, Any]:
    now = clock.now()
    return {
        url: draft
        for url, draft in request.session.get(_DRAFTS, {}).items()
        if now - datetime.fromisoformat(draft["at"]) <= KEPT_FOR
    }
