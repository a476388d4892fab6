"""H14. Every operation on customers with its state; retrying all alike."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tillbook.customers.operations.repair_operations import retry_alike
from tillbook.customers.synchronization import listing
from tillbook.customers.synchronization.listing import MOST_COUNTED
from tillbook.customers.synchronization.overdue import alerts
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_auditors
from tillbook.hq.shell import Crumb, way_to
from tillbook.screens import narrowing
from tillbook.screens import operations as words
from tillbook.screens.messages import reason
from tillbook.stores.queries import stores


@require_safe
@for_auditors
def all_operations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List operations, newest first, those that fit the filters."""
    chosen, start = narrowing.chosen(request), narrowing.place_in(request)
    page = listing.page(actor, narrowing.wanted(chosen), before=start)
    given = {
        "crumbs": way_to(pages.OPERATIONS),
        "lines": words.shown(page.lines),
        "chosen": chosen,
        "groups": groups(actor),
        "current": chosen["group"],
        "choices": narrowing.choices(actor, chosen) | {"store": _stores(actor)},
        "is_filtered": any(chosen[name] for name in narrowing.FILTERS if name != "group"),
        "after": page.before,
        "is_later": start is not None,
        "query": narrowing.rest_of_address(request),
        "retries": _retries(actor, chosen),
        "alerts": [words.alert_text(alert, is_root=True) for alert in alerts()],
    }
    return render(request, "hq/operations/list.html", given)


def groups(actor: Actor) -> list[dict[str, Any]]:
    """Return what the list can be narrowed to, with how many stand there."""
    counts = listing.counts(actor)
    names = {"": _("All")} | words.group_names()
    return [
        {"code": code, "name": name, "count": _count(counts[code]) if code else ""}
        for code, name in names.items()
    ]


def _count(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _stores(actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.number} · {one.name}") for one in stores(actor)]


def _retries(actor: Actor, chosen: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what can be retried as one: all that was refused for the reason that is chosen."""
    count = listing.reasons(actor).get(chosen["reason"], 0)
    is_shown = chosen["group"] in ("", "attention")
    return {"reason": chosen["reason"], "count": count} if count and is_shown else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_auditors
def retry_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Retry a few of one reason and show how far it has come; the page asks for the next itself.

    Whoever leaves or presses Stop stops it there: what was retried stays so.
    """
    if request.method != "POST":  # another language was chosen, or the address opened again
        return redirect("hq:operations")
    code = request.POST.get("reason", "")[:64]
    tried, accepted, after = (_number(request, name) for name in ("tried", "accepted", "after"))
    total = _number(request, "total") or listing.reasons(actor).get(code, 0)
    done = retry_alike(actor, code, after=after)
    given = {
        "crumbs": way_to(pages.OPERATIONS, Crumb(label=_("Retry all like this"))),
        "reason": code,
        "why": reason(code),
        "tried": tried + done.tried,
        "accepted": accepted + done.accepted,
        "total": max(total, tried + done.tried),
        "after": done.after,
    }
    return render(request, "hq/operations/retry_all.html", given)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
