"""P11: has it reached headquarters? And operation 917, Disconnect / Connect."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

import tillbook
from tillbook.customers.rules.stages import Stage
from tillbook.customers.synchronization import listing
from tillbook.customers.synchronization.listing import Wanted
from tillbook.customers.synchronization.overdue import alerts
from tillbook.exchange import valves
from tillbook.fleet import connection as switch_of_connection
from tillbook.fleet.queries import backlog, operations_of, received
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.health.own import own_standing
from tillbook.health.rules.troubles import Severity
from tillbook.nodes.this_node import current
from tillbook.pos.shell import signed_in
from tillbook.screens import health, messages, narrowing
from tillbook.screens import operations as words
from tillbook.screens.words import ago

#: What other parts of the page say already.
_SAID_ELSEWHERE = ("node.offline", "operations.attention", "operations.old")


@require_GET
@signed_in
def connection(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer the header's question, every few seconds."""
    return render(request, "pos/_connection.html")


@require_GET
@signed_in
def status(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits, what needs a person, what is overdue, and the connection."""
    waiting, oldest_at = _lines(actor, "waiting"), backlog(actor.store).oldest_pending_at
    page = {
        "waiting": waiting,
        "attention": _lines(actor, "attention"),
        "oldest": ago(oldest_at, clock.now()) if oldest_at else None,
        "is_held": not valves.is_open(valves.UPLOAD),
        "is_sent": all(row.line.stage is Stage.SENT for row in waiting),
        "asked": "asked" in request.GET,
        "alerts": [words.alert_text(alert, is_root=False) for alert in alerts(actor.store)],
        "received": _received(),
        **standing(),
    }
    return render(request, "pos/sync_status.html", page)


def _lines(actor: Actor, group: str) -> list[words.ShownLine]:
    return words.shown(listing.page(actor, Wanted(group=group)).lines)


@require_GET
@signed_in
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List all changes of this register or store, newest first, those that fit the filters."""
    chosen = narrowing.chosen(request) | {"store": ""}
    found = listing.page(actor, narrowing.wanted(chosen), before=narrowing.place_in(request))
    page = {
        "lines": words.shown(found.lines),
        "groups": {"": _("All")} | words.group_names(),
        "current": chosen["group"],
        "chosen": chosen,
        "choices": narrowing.choices(actor, chosen),
        "is_filtered": any(chosen[name] for name in ("q", "reason", "hours")),
        "filters": narrowing.rest_of_address(request),
        "after": found.before,
    }
    return render(request, "pos/changes.html", page)


@require_POST
@signed_in
def now(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Hasten every loop."""
    wake = current().wake
    current().parent.ask_again(after_s=0.0)
    for bell in (wake.contact, wake.upload, wake.follow):
        bell.set()
    return redirect(f"{reverse('pos:sync')}?asked")


@require_POST
@signed_in
def switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Disconnect from the parent, or connect again (operation 917)."""
    if request.POST.get("state") == "disconnected":
        switch_of_connection.disconnect(actor)
    else:
        switch_of_connection.connect(actor)
    return redirect("pos:sync")


#: Kind -> the set of data that people know; everything else is settings.
_SETS = {"customer": "customers", "associate": "staff", "register": "registers"}
_ORDER = ("customers", "staff", "settings", "registers")


def _received() -> list[dict[str, Any]]:
    """Say when the newest change of each set of data that is here was signed at headquarters."""
    newest: dict[str, datetime] = {}
    for kind, at in received().items():
        name = _SETS.get(kind, "settings")
        newest[name] = max(at, newest.get(name, at))
    return [{"what": name, "when": newest[name]} for name in _ORDER if name in newest]


def standing() -> dict[str, Any]:
    """Return what this node says of itself to headquarters, for whoever helps by telephone."""
    own, identity = own_standing(), current().identity
    details = own.details
    facts: dict[str, str | None] = {
        _("Node"): identity.name,
        _("Clock difference"): _seconds(details.offset_ms),
        _("Free disk"): _size(details.disk_free_mib),
        _("Database"): _size(details.database_mib),
        _("Newest package"): f"{own.report.package} ({details.group})" if details.group else None,
        _("Version"): f"{tillbook.__version__} · {_('tables %(n)s') % {'n': details.schema}}",
    }
    return {
        "support": [{"name": name, "value": value} for name, value in facts.items() if value],
        "troubles": [
            health.trouble(one)
            for one in own.troubles
            if one.code not in _SAID_ELSEWHERE and one.severity > Severity.NOTICE
        ],
    }


def _seconds(offset_ms: int | None) -> str | None:
    if offset_ms is None:
        return None
    return f"{number_format(round(-offset_ms / 1000, 1) + 0.0, decimal_pos=1)} s"


def _size(mebibytes: int | None) -> str | None:
    return None if mebibytes is None else health.size(mebibytes)


def progress(customer: UUID) -> dict[str, Any] | None:
    """Return how far the last change made here has come, or None when none was."""
    rows = operations_of(customer)
    if not rows:
        return None
    # What needs somebody is told, whatever came after it.
    newest = next((row for row in rows if row.state == "attention"), rows[0])
    return {
        "saved_at": newest.minted_at,
        "uploaded_at": newest.relayed_at or newest.decided_at,
        "decided_at": newest.decided_at,
        "distributed_at": newest.distributed_at,
        "next_try": None,
        "reason": messages.refusal(newest.reason) if newest.state == "attention" else None,
        "operation": newest.id if newest.state == "attention" else None,
    }
