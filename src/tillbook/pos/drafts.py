"""What is typed in forms that are not saved yet: kept while typing, and when nobody is signed in.

It lies in the browser's session, in this node's encrypted database, until the form is saved, begun
anew, or nobody asks for it any more; signing out forgets it. Two tabs with the same form have a draft
each.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from tillbook.foundation import clock
from tillbook.foundation.ids import new_id

KEPT_FOR = timedelta(minutes=30)
#: What the form sends with what is typed, to be kept and nothing else.
KEEP, AFRESH = "draft", "afresh"
#: What a form sends of its draft: its own mark, and time and mark of the draft that it began with.
MARK, FROM = "draft-mark", "draft-from"
_DRAFTS, _LEFT = "drafts", "drafts_left"
#: The forms whose text is worth keeping, by the names of their addresses.
_FORMS = frozenset({"customer_new", "customer_edit"})
_MOST_DRAFTS, _MOST_LEFT = 5, 20
_MOST_FIELDS = 400
_LONGEST = 4000
_CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A form of another tab that is not finished either."""

    mark: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form's text, and how it came to be kept."""

    typed: QueryDict
    at: datetime
    #: What had been searched for when the form was opened.
    query: str
    #: Whether it was sent and could not be taken: nobody was signed in any more.
    was_sent: bool
    mark: str
    others: tuple[Other, ...] = ()


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
    drafts = _taken_over(request)
    if id := _left(request).get(request.POST.get(MARK, "")):
        typed["id"] = id
    key = _key(request.path, request.POST.get(MARK, ""))
    drafts.pop(key, None)
    drafts[key] = {
        "at": clock.now().isoformat(),
        "typed": typed.urlencode(),
        "query": query,
        "was_sent": was_sent,
    }
    request.session[_DRAFTS] = dict(list(drafts.items())[-_MOST_DRAFTS:])


def find(request: HttpRequest) -> Kept | None:
    """Return what was typed in this form, the draft that the address names or the newest.

    None when there is nothing, or it is too old.
    """
    kept = [
        Kept(
            typed=QueryDict(draft["typed"]),
            at=datetime.fromisoformat(draft["at"]),
            query=draft["query"],
            was_sent=draft["was_sent"],
            mark=key.partition(" ")[2],
        )
        for key, draft in _fresh(request).items()
        if key.startswith(_key(request.path, ""))
    ]
    if not kept:
        return None
    asked = request.GET.get("draft", "")
    found = next((one for one in kept if one.mark == asked), kept[-1])
    others = tuple(
        Other(mark=one.mark, name=one.typed.get("name", ""), at=one.at)
        for one in kept
        if one is not found
    )
    return replace(found, others=others)


def of_form(request: HttpRequest, kept: Kept | None) -> dict[str, Any]:
    """Return what a form says of its draft: its own mark, and which draft it began with."""
    came = f"{kept.at.isoformat()} {kept.mark}" if kept else ""
    return {
        "mark": request.POST.get(MARK) or secrets.token_urlsafe(6),
        "came_from": request.POST.get(FROM) or came,
        "others": kept.others if kept else (),
        "path": request.path,
    }


def id_of(request: HttpRequest, id: UUID) -> UUID:
    """Return the id that a new customer's form stands for: another one where two tabs share a draft."""
    request.session[_DRAFTS] = _taken_over(request)
    return UUID(_left(request).get(request.POST.get(MARK, ""), str(id)))


def forget(request: HttpRequest, path: str = "") -> None:
    """Forget what was typed in a form: it is saved, or begun anew."""
    mark = request.POST.get(MARK) or request.GET.get("draft", "")
    drafts = _taken_over(request)
    drafts.pop(_key(path or request.path, mark), None)
    if drafts != request.session.get(_DRAFTS, {}):
        request.session[_DRAFTS] = drafts


def forget_found(request: HttpRequest, kept: Kept) -> None:
    """Forget a draft that was saved, and the answer never arrived."""
    drafts = _fresh(request)
    drafts.pop(_key(request.path, kept.mark), None)
    request.session[_DRAFTS] = drafts


def _taken_over(request: HttpRequest) -> dict[str, Any]:
    """Return the drafts once this form has its own: the one that it began with is its own now.

    Where the tab before goes on typing in that one all the same, either has a draft of its own, and
    whoever comes second stands for another customer.
    """
    drafts = _fresh(request)
    mark = request.POST.get(MARK, "")
    at, _, former = request.POST.get(FROM, "").partition(" ")
    known = drafts.get(_key(request.path, former))
    if not at or known is None or _key(request.path, mark) in drafts:
        return drafts
    is_mine = known["at"] == at
    if is_mine:
        del drafts[_key(request.path, former)]
    left = {**_left(request), (former if is_mine else mark): str(new_id())}
    request.session[_LEFT] = dict(list(left.items())[-_MOST_LEFT:])
    return drafts


def _left(request: HttpRequest) -> dict[str, str]:
    """Return the forms that lost their customer's id to another tab, by mark, and the new ids."""
    found: dict[str, str] = request.session.get(_LEFT, {})
    return found


def _key(path: str, mark: str) -> str:
    return f"{path} {mark}"


def _fresh(request: HttpRequest) -> dict[str, Any]:
    now = clock.now()
    return {
        url: draft
        for url, draft in request.session.get(_DRAFTS, {}).items()
        if now - datetime.fromisoformat(draft["at"]) <= KEPT_FOR
    }
