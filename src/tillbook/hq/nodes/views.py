"""The page of nodes, its table that renews itself, and codes for new devices."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tillbook.customers.synchronization.overdue import alerts
from tillbook.fleet import withdrawal
from tillbook.fleet.enrolment import LIFETIME, make_code
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.health.tree import Health, Line, Tree, tree
from tillbook.hq import check, support
from tillbook.hq.access import for_administrators
from tillbook.hq.nodes.picture import trend
from tillbook.hq.nodes.stores import further_stores
from tillbook.hq.scheduler import words
from tillbook.hq.shell import Crumb, node_crumbs
from tillbook.nodes.identity import NodeRole
from tillbook.scheduler import queries
from tillbook.screens.operations import alert_text
from tillbook.staff.queries import names_of
from tillbook.stores.models import Register, Store

Place = TypeVar("Place", Store, Register)


#: What the page of nodes can show -> the lines of it.
_SHOWN: dict[str, Callable[[Line], bool]] = {
    "all": lambda _line: True,
    "trouble": lambda line: line.is_in_trouble,
    "offline": lambda line: line.health in (Health.OFFLINE, Health.SILENT),
    "behind": lambda line: line.is_behind,
    "muted": lambda line: line.muted is not None,
}
_DAY, _WEEK = 24, 7 * 24


@require_safe
@for_administrators
def health(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which stores and registers are fine right now."""
    given = {
        "crumbs": node_crumbs(),
        "remarks": check.count(actor),
        "exclusion": [words.remark(one.code) for one in queries.remarks()],
        "alerts": [alert_text(alert, is_root=True) for alert in alerts()],
        **_table(request, actor),
    }
    return render(request, "hq/nodes.html", given)


@require_safe
@for_administrators
def table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer the page's own renewal with the part that changes."""
    return render(request, "hq/_nodes.html", _table(request, actor))


def _table(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    found, now = tree(actor), clock.now()
    show, shown = chosen_lines(request, found)
    filters = [
        {"name": name, "count": sum(map(chosen, found.lines)), "is_chosen": name == show}
        for name, chosen in _SHOWN.items()
    ]
    lines = [{"line": line, "trend": trend(line.samples, now, hours=_DAY)} for line in shown]
    return {"tree": found, "lines": lines, "filters": filters, "show": show, "now": now}


def chosen_lines(request: HttpRequest, found: Tree) -> tuple[str, list[Line]]:
    """Return what the address asks for, and the lines of that."""
    show = request.GET.get("show", "all")
    show = show if show in _SHOWN else "all"
    return show, [line for line in found.lines if _SHOWN[show](line)]


@require_safe
@for_administrators
def one_node(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Show one node with everything that it says of itself; the page renews itself."""
    line = next((line for line in tree(actor).lines if line.node == id), None)
    if line is None:
        raise Http404
    muted_by = line.muted.by if line.muted else None
    given = {
        "crumbs": node_crumbs(Crumb(label=line.name)),
        "line": line,
        "muted_by": names_of([muted_by]).get(muted_by, "") if muted_by else "",
        "account": support.of_node(line),
        "further": further_stores(actor, id),
        "standing": line.standing,
        "trend": trend(line.samples, clock.now(), hours=_WEEK, bar=1),
        "now": clock.now(),
    }
    return render(request, "hq/node.html", given)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def withdraw(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Ask once more, then withdraw a device."""
    line = next((line for line in tree(actor).lines if line.node == id), None)
    if line is None or line.role is NodeRole.HEADQUARTERS:
        raise Http404
    if request.method == "POST":
        withdrawal.withdraw(actor, id)
        return redirect("hq:node", id)
    crumbs = node_crumbs(
        Crumb(label=line.name, url=reverse("hq:node", args=[id])), Crumb(label=_("Withdraw"))
    )
    return render(request, "hq/withdraw.html", {"crumbs": crumbs, "line": line})


@require_POST
@for_administrators
def code(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make an enrolment code and show it, this once."""
    store = _row(Store, request.POST.get("store"))
    register = _row(Register, request.POST["register"]) if request.POST.get("register") else None
    if register is not None and register.store != store.id:
        raise Http404
    place = register or store
    role = NodeRole.REGISTER if register else NodeRole.CHANNEL
    text = make_code(
        actor,
        role=role,
        name=place.name,
        store=store.id,
        register=register.id if register else None,
    )
    address = f"{request.scheme}://{request.get_host()}"
    folder = f"{'register' if register else 'store'}-{place.number}"
    given = {
        "crumbs": node_crumbs(Crumb(label=_("New enrolment code"))),
        "code": text,
        "place": place,
        "role": role.value,
        "command": (f"tillbook enroll {text}", f"--parent {address}", f"--dir {folder}"),
        "expires_at": clock.now() + LIFETIME,
        "minutes": int(LIFETIME.total_seconds() // 60),
    }
    return render(request, "hq/enrolment_code.html", given)


def _row(model: type[Place], id: str | None) -> Place:
    try:
        row = model._default_manager.filter(id=UUID(id or "")).first()
    except ValueError as error:
        raise Http404 from error
    if row is None:
        raise Http404
    return row
