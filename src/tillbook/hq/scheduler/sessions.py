"""H12 and H13. Download sessions, upload sessions and the runs of jobs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.pages import Page
from tillbook.hq.scheduler import words
from tillbook.hq.scheduler.schedule import (
    refusal,
    shown_acts,
    shown_download,
    shown_run,
    shown_upload,
)
from tillbook.hq.shell import Crumb, way_to
from tillbook.scheduler import acts, queries, sessions
from tillbook.scheduler.errors import SchedulerError, UnknownSession
from tillbook.scheduler.operations import sessions as verbs
from tillbook.scheduler.planning import current_plan

#: How a page that asks before it acts is reached.
_ASKED = ["GET", "HEAD", "POST"]


@require_safe
@for_administrators
def downloads(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List packages with how far the nodes are, newest first."""
    group = request.GET.get("group", "")[:32]
    page = sessions.downloads(actor, group=group, before=_before(request))
    given = {
        "crumbs": way_to(pages.DOWNLOADS),
        "lines": [shown_download(one) for one in page.rows],
        "groups": [one.name for one in current_plan().groups],
        "group": group,
        **_around(request, page.before),
    }
    return render(request, "hq/scheduler/downloads.html", given)


@require_safe
@for_administrators
def download(request: HttpRequest, actor: Actor, group: str, number: int) -> HttpResponse:
    """Show one package with every node's step."""
    found = sessions.download(actor, group, number)
    if found is None:
        raise Http404
    steps = [
        {"step": step, "status": words.status(step.status), "look": words.LOOKS[step.status]}
        for step in found.steps
    ]
    given = {
        "crumbs": way_to(pages.DOWNLOADS, Crumb(label=f"{group} {number}")),
        "line": shown_download(found),
        "steps": steps,
        "tries": queries.parameters().try_count,
        "acts": shown_acts(acts.acts_on_session(actor, number, group=group)),
    }
    return render(request, "hq/scheduler/download.html", given)


@require_safe
@for_administrators
def uploads(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the batches that nodes sent, newest first."""
    page = sessions.uploads(actor, before=_before(request))
    lines = [shown_upload(row) for row in page.rows]
    given = {"crumbs": way_to(pages.UPLOADS), "lines": lines, **_around(request, page.before)}
    return render(request, "hq/scheduler/uploads.html", given)


@require_safe
@for_administrators
def runs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the runs of jobs, newest first."""
    page = sessions.runs(actor, before=_before(request))
    names = {job.number: words.name_of(job) for job in queries.jobs()}
    lines = [{**shown_run(run), "name": names.get(run.valve, run.valve)} for run in page.rows]
    given = {"crumbs": way_to(pages.RUNS), "lines": lines, **_around(request, page.before)}
    return render(request, "hq/scheduler/runs.html", given)


@require_POST
@for_administrators
def retry(request: HttpRequest, actor: Actor, group: str, number: int) -> HttpResponse:
    """Let nodes that gave up try again."""
    done = _("Asked for. Nodes that gave up try again at their next contact.")
    return _ask(request, lambda: verbs.retry(actor, group, number), done, group, number)


@require_http_methods(_ASKED)
@for_administrators
def cancel(request: HttpRequest, actor: Actor, group: str, number: int) -> HttpResponse:
    """Ask, then let nodes pass a package over."""
    if request.method != "POST":
        return _question(
            request,
            pages.DOWNLOADS,
            title=_("Cancel the session %(name)s?") % {"name": f"{group} {number}"},
            follows=_(
                "Nodes that do not have this package yet pass it over for good. What it carried is "
                "sent anew in a later one."
            ),
            act=_("Cancel session"),
            icon="ban",
            back=_page_of(actor, group, number),
        )
    done = _("Canceled. Nodes pass this package over; what it carried is sent anew.")
    return _ask(request, lambda: verbs.cancel(actor, group, number), done, group, number)


@require_http_methods(_ASKED)
@for_administrators
def delete(request: HttpRequest, actor: Actor, group: str, number: int) -> HttpResponse:
    """Ask, then take a session off the list."""
    if request.method != "POST":
        return _question(
            request,
            pages.DOWNLOADS,
            title=_("Delete the session %(name)s?") % {"name": f"{group} {number}"},
            follows=_("It leaves this list and cannot come back. What nodes hold stays."),
            act=_("Delete"),
            icon="trash-2",
            back=_page_of(actor, group, number),
        )
    try:
        verbs.delete_download(actor, group, number)
    except UnknownSession as error:
        raise Http404 from error
    except SchedulerError as error:
        messages.error(request, refusal(error.code))
        return redirect("hq:download", group, number)
    messages.success(request, _("Deleted from this list. What nodes hold stays."))
    return redirect("hq:downloads")


@require_http_methods(_ASKED)
@for_administrators
def delete_upload(request: HttpRequest, actor: Actor, id: int) -> HttpResponse:
    """Ask, then take an upload session off the list."""
    found = sessions.upload(actor, id)
    if found is None:
        messages.warning(request, refusal("session.unknown"))
        return redirect("hq:uploads")
    if request.method != "POST":
        name = f"{found.name or '–'} {date_format(found.at, 'Y-m-d H:i:s')}"
        return _question(
            request,
            pages.UPLOADS,
            title=_("Delete the session %(name)s?") % {"name": name},
            follows=_("It leaves this list and cannot come back. Its operations stay."),
            act=_("Delete"),
            icon="trash-2",
            back=reverse("hq:uploads"),
        )
    verbs.delete_upload(actor, id)
    messages.success(request, _("Deleted from this list. Its operations stay."))
    return redirect("hq:uploads")


def _page_of(actor: Actor, group: str, number: int) -> str:
    if sessions.download(actor, group, number) is None:
        raise Http404
    return reverse("hq:download", args=[group, number])


def _question(request: HttpRequest, page: Page, *, title: str, **said: str) -> HttpResponse:
    given = {"crumbs": way_to(page, Crumb(label=title)), "title": title, **said}
    return render(request, "hq/ask.html", given)


def _ask(
    request: HttpRequest, ask: Callable[[], object], done: str, group: str, number: int
) -> HttpResponse:
    try:
        ask()
    except UnknownSession as error:
        raise Http404 from error
    except SchedulerError as error:
        messages.error(request, refusal(error.code))
    else:
        messages.success(request, done)
    return redirect("hq:download", group, number)


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _around(request: HttpRequest, before: int | None) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("before", None)
    is_later = "before" in request.GET
    return {"after": before, "is_later": is_later, "query": query.urlencode()}
