"""Values that lost against concurrent changes: two versions side by side, and which one is to stand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook.customers import queries
from tillbook.customers.errors import UnknownConflict
from tillbook.customers.operations.dismiss_conflict import dismiss_conflict
from tillbook.customers.operations.restore_value import restore_value
from tillbook.customers.synchronization.conflicts import conflicts, lost_value
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.operations.views import groups
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens import narrowing
from tillbook.screens import operations as words
from tillbook.screens.messages import message, reason

#: What a person chooses: what stands, or what lost.
_KEEP, _OTHER = "keep", "other"
_CHOICES = (_KEEP, _OTHER)


@require_safe
@for_administrators
def all_conflicts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the values that lost against concurrent changes, newest first."""
    start = narrowing.place_in(request)
    page = conflicts(actor, before=start)
    given = {
        "crumbs": way_to(pages.OPERATIONS, Crumb(label=_("Two versions"))),
        "groups": groups(actor),
        "losses": words.losses(page.items, _names(actor)),
        "after": page.before,
        "is_later": start is not None,
    }
    return render(request, "hq/operations/conflicts.html", given)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def two_versions(request: HttpRequest, actor: Actor, customer: UUID, id: int) -> HttpResponse:
    """Show what stands beside what lost, and let one of them stand as a person chooses.

    What somebody chose on a page that shows an older state is not done: both are shown anew.
    """
    try:
        if request.method != "POST":
            return _compared(request, actor, customer, id)
        is_stale = request.POST.get("seen") != queries.tag_of(customer)
        if is_stale or request.POST.get("do") not in _CHOICES:
            return _compared(request, actor, customer, id, is_stale=is_stale)
        _settle(request, actor, customer, id)
    except StaleEdit:
        return _compared(request, actor, customer, id, is_stale=True)
    except UnknownConflict:
        messages.warning(request, message("operation.settled"))
    except Refused as refused:
        messages.warning(request, message("sync.rejected", {"reason": reason(refused.code)}))
    return redirect(_back(request, customer))


def _settle(request: HttpRequest, actor: Actor, customer: UUID, id: int) -> None:
    if request.POST["do"] == _OTHER:
        restore_value(actor, customer, id, seen=request.POST["seen"])
        done = _("The other version stands now. The history shows both.")
    else:
        done = _("Off the list. The history still shows both changes.")
    dismiss_conflict(actor, customer, id)
    messages.success(request, done)


def _compared(
    request: HttpRequest, actor: Actor, customer: UUID, id: int, *, is_stale: bool = False
) -> HttpResponse:
    tag = queries.tag_of(customer)
    [row] = words.losses([lost_value(actor, customer, id)], _names(actor))
    back = _back(request, customer)
    given: dict[str, Any] = {
        "crumbs": way_to(
            pages.OPERATIONS,
            Crumb(label=_("Two versions"), url=reverse("hq:conflicts")),
            Crumb(label=row.lost.name or row.label),
        ),
        "row": row,
        "seen": tag,
        "is_stale": is_stale,
        "back": back,
        "is_from_customer": _is_from_customer(request),
    }
    return render(
        request, "hq/operations/two_versions.html", given, status=409 if is_stale else 200
    )


def _is_from_customer(request: HttpRequest) -> bool:
    return (request.POST if request.method == "POST" else request.GET).get("back") == "customer"


def _back(request: HttpRequest, customer: UUID) -> str:
    if _is_from_customer(request):
        return reverse("hq:customer", args=[customer])
    return reverse("hq:conflicts")


def _names(actor: Actor) -> queries.Names:
    return queries.names(actor, language=get_language() or "en")
