"""What was typed in a form that could not be saved because nobody was signed in any more.

It waits in the browser's session, in this node's encrypted database, for the next sign-in.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest, QueryDict

from tillbook.foundation import clock

KEPT_FOR = timedelta(minutes=30)
_DRAFT = "draft"
#: The forms whose text is worth keeping, by the names of their addresses.
_FORMS = frozenset({"customer_new", "customer_edit"})
_MOST_FIELDS = 400
_LONGEST = 4000
_CSRF = "csrfmiddlewaretoken"


def is_form(request: HttpRequest) -> bool:
    """Tell whether a request sends a form whose text is worth keeping."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name in _FORMS


def keep(request: HttpRequest) -> None:
    """Keep what a request typed until somebody opens the same form again."""
    typed = QueryDict(mutable=True)
    for name, texts in list(request.POST.lists())[:_MOST_FIELDS]:
        if name != _CSRF:
            typed.setlist(name, [str(text)[:_LONGEST] for text in texts])
    request.session[_DRAFT] = {
        "url": request.path,
        "at": clock.now().isoformat(),
        "typed": typed.urlencode(),
    }


def take(request: HttpRequest) -> QueryDict | None:
    """Return what was typed in this form and forget it; None when there is nothing, or too old."""
    draft = request.session.get(_DRAFT)
    if draft is None or draft["url"] != request.path:
        return None
    del request.session[_DRAFT]
    if clock.now() - datetime.fromisoformat(draft["at"]) > KEPT_FOR:
        return None
    return QueryDict(draft["typed"])
