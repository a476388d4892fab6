"""Muting the alarm of a node for a while with a reason, and ending that."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tillbook.fleet import muting
from tillbook.foundation.actor import Actor
from tillbook.health.tree import Line, tree
from tillbook.hq.access import for_administrators
from tillbook.hq.shell import Crumb, node_crumbs
from tillbook.nodes.errors import UnknownNode
from tillbook.nodes.identity import NodeRole

#: For how many hours an alarm can be muted.
_HOURS = (1, 4, 24, 72, 168)
_DAY = 24


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def mute(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """Ask for how long and why, then mute."""
    line = _line(actor, id)
    typed = _one_line(request.POST.get("reason", ""))
    hours = request.POST.get("hours", "")
    lengths = [(str(one), _length(one)) for one in _HOURS]
    problem = ""
    if request.method == "POST":
        problem = _problem(typed, hours)
        if not problem:
            muting.mute(actor, id, length=timedelta(hours=int(hours)), reason=typed)
            messages.success(request, _("Muted. The alarm comes back by itself."))
            return redirect("hq:node", id)
    given = {
        "crumbs": node_crumbs(
            Crumb(label=line.name, url=reverse("hq:node", args=[id])), Crumb(label=_("Mute"))
        ),
        "line": line,
        "lengths": lengths,
        "hours": hours or "4",
        "reason": typed,
        "problem": problem,
        "longest": muting.LONGEST_REASON,
    }
    return render(request, "hq/mute.html", given, status=422 if problem else 200)


@require_POST
@for_administrators
def unmute(request: HttpRequest, actor: Actor, id: UUID) -> HttpResponse:
    """End the mute of a node now."""
    try:
        muting.unmute(actor, id)
    except UnknownNode as error:
        raise Http404 from error
    messages.success(request, _("No longer muted."))
    return redirect("hq:node", id)


def _line(actor: Actor, id: UUID) -> Line:
    line = next((line for line in tree(actor).lines if line.node == id), None)
    if line is None or line.role is NodeRole.HEADQUARTERS:
        raise Http404
    return line


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return "".join(char for char in words if char.isprintable())


def _problem(reason: str, hours: str) -> str:
    if hours not in map(str, _HOURS):
        return _("Choose one of the times.")
    if not reason:
        return _("Say why, for whoever looks next.")
    if len(reason) > muting.LONGEST_REASON:
        longest = muting.LONGEST_REASON
        return _("At most %(n)s characters.") % {"n": longest}
    return ""


def _length(hours: int) -> str:
    if hours < _DAY:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // _DAY) % {"n": hours // _DAY}
