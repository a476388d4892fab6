"""H11. The distribution schedule: how each job stands, and what a person may ask of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings as tags_of
from tillbook.foundation.actor import Actor
from tillbook.hq import pages
from tillbook.hq.access import for_administrators
from tillbook.hq.scheduler import words
from tillbook.hq.shell import Crumb, way_to
from tillbook.scheduler import acts, full_sync, queries, sessions
from tillbook.scheduler.errors import SchedulerError, UnknownJob
from tillbook.scheduler.models import SchedulerJob
from tillbook.scheduler.operations import run_job
from tillbook.scheduler.planning import current_plan, job_of
from tillbook.scheduler.rules import timing
from tillbook.scheduler.rules.plan import kinds_of_valves
from tillbook.scheduler.standing import Standing, standings
from tillbook.staff.queries import names_of

#: Kinds that a line of a list names.
_KINDS = 3
_UNITS = {"minutes": 1, "hours": 60, "days": 1440}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A job as the page shows it."""

    number: str
    name: str
    reference: str
    direction: str
    icon: str
    when: str
    url: str
    is_held: bool
    is_excluded: bool
    standing: Standing


@require_safe
@for_administrators
def schedule(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every job with how it stands."""
    given = {"crumbs": way_to(pages.SCHEDULE), **_table(actor)}
    return render(request, "hq/scheduler/schedule.html", given)


@require_safe
@for_administrators
def table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Answer the page's own renewal with the part that changes."""
    return render(request, "hq/scheduler/_schedule.html", _table(actor))


def _table(actor: Actor) -> dict[str, Any]:
    return {
        "lines": [_line(one) for one in standings(actor)],
        "remarks": [words.remark(one.code) for one in queries.remarks()],
    }


def _line(standing: Standing) -> Line:
    job = standing.job
    return Line(
        number=job.number,
        name=words.name_of(job),
        reference=words.reference_of(job),
        direction=words.direction(job.direction),
        icon=words.ICONS[job.direction],
        when=words.when(standing.schedule),
        url=reverse("hq:job", args=[job.number]),
        is_held=standing.schedule.mode == timing.HELD,
        is_excluded=job.is_excluded_offline,
        standing=standing,
    )


@require_safe
@for_administrators
def job(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show one job: when it runs, what it moved last, and what may be asked of it."""
    row = _job(number)
    crumb = Crumb(label=words.name_of(row))
    given = {"crumbs": way_to(pages.SCHEDULE, crumb), **_of_job(actor, row)}
    return render(request, "hq/scheduler/job.html", given)


@require_safe
@for_administrators
def job_part(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Answer a job's page with the part that changes."""
    return render(request, "hq/scheduler/_job.html", _of_job(actor, _job(number)))


def _of_job(actor: Actor, row: SchedulerJob) -> dict[str, Any]:
    standing = next(one for one in standings(actor) if one.job.number == row.number)
    schedule = standing.schedule
    given: dict[str, Any] = {
        "line": _line(standing),
        "job": row,
        "schedule": schedule,
        "expected": tags_of([schedule.pk])[schedule.pk].tag,
        "is_download": row.direction == SchedulerJob.Direction.DOWNLOAD,
        "is_upload": row.direction == SchedulerJob.Direction.UPLOAD,
        "purpose": words.purpose(row.direction),
        "every": _split(schedule.every_minutes),
        "runs": _runs(actor, row),
        "acts": shown_acts(acts.acts_on_job(actor, row)),
    }
    if given["is_upload"]:
        given["uploads"] = [shown_upload(one) for one in sessions.uploads(actor).rows[:10]]
    if given["is_download"]:
        kinds = kinds_of_valves(current_plan()).get(row.number, ())
        found = sessions.downloads(actor, kinds=kinds).rows[:10]
        given |= {
            "downloads": [shown_download(one) for one in found],
            "groups": current_plan().groups,
            "progress": full_sync.progress(actor, job_of(row)),
        }
    return given


def _runs(actor: Actor, row: SchedulerJob) -> list[dict[str, Any]]:
    return [shown_run(one) for one in sessions.runs(actor, job=row.number).rows[:10]]


def _split(minutes: int) -> tuple[int, str]:
    """Return a time between runs in the largest unit that fits."""
    for unit, factor in sorted(_UNITS.items(), key=lambda pair: -pair[1]):
        if minutes and minutes % factor == 0:
            return minutes // factor, unit
    return 15, "minutes"


def shown_acts(found: Sequence[acts.Act]) -> list[dict[str, Any]]:
    """Say who asked for what."""
    people = names_of([act.by for act in found])
    return [
        {"what": words.act(act.what), "who": people.get(act.by) or _("A program"), "at": act.at}
        for act in found
    ]


def shown_run(run: Any) -> dict[str, Any]:
    """Give a run what its line shows."""
    tone, icon = words.LOOKS[run.status]
    return {"run": run, "status": words.status(run.status), "tone": tone, "icon": icon}


def shown_download(found: sessions.Download) -> dict[str, Any]:
    """Give a download session what its line shows."""
    tone, icon = words.LOOKS[found.status]
    return {
        "session": found,
        "status": words.status(found.status),
        "tone": tone,
        "icon": icon,
        "size": words.size(found.size),
        "contents": words.contents(found.contents),
        "summary": words.contents(found.contents, most=_KINDS),
    }


def shown_upload(found: sessions.Upload) -> dict[str, Any]:
    """Give an upload session what its line shows."""
    return {
        "session": found,
        "node": found.name or "–",
        "size": words.size(found.size),
        "status": words.status(found.status),
        "look": words.LOOKS[found.status],
    }


@require_POST
@for_administrators
def run(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Run a job now."""
    done = _("Asked for. The job runs within seconds.")
    return _ask(request, number, lambda: run_job.run_job(actor, number), done)


@require_POST
@for_administrators
def full(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Send everything of a job anew."""
    group = request.POST.get("group", "")
    done = _("Asked for. Everything of this job is sent anew; you can leave this page.")
    return _ask(request, number, lambda: run_job.sync_in_full(actor, number, group=group), done)


@require_http_methods(["POST"])
@for_administrators
def change(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Say when a job runs."""
    mode = request.POST.get("mode", "")
    done = {
        timing.HELD: _("Held. Nothing moves until you run the job."),
        timing.CONTINUOUS: _("Continuous. What waits goes within seconds."),
    }.get(mode, _("Saved. The job runs by its new schedule."))
    return _ask(
        request,
        number,
        lambda: run_job.schedule_job(
            actor,
            number,
            mode=mode,
            every_minutes=_minutes(request),
            starts_at=request.POST.get("starts_at", "").strip()[:5],
            expected=request.POST.get("expected") or None,
        ),
        done,
    )


def _minutes(request: HttpRequest) -> int:
    text = request.POST.get("every", "").strip()
    factor = _UNITS.get(request.POST.get("unit", ""), 1)
    return int(text) * factor if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _ask(request: HttpRequest, number: str, ask: Callable[[], object], done: str) -> HttpResponse:
    """Ask for something, say how it went, and go back to the job."""
    try:
        ask()
    except UnknownJob as error:
        raise Http404 from error
    except StaleEdit:
        text = _("Somebody else changed this job in the meantime. This is how it stands now.")
        messages.warning(request, text)
    except (SchedulerError, Refused) as error:
        messages.error(request, refusal(error.code))
    else:
        messages.success(request, done)
    return redirect("hq:job", number)


def refusal(code: str) -> str:
    """Say why a job or a session cannot do what was asked."""
    match code:
        case "job.running":
            return _("This job is running. Run it again when this run has ended.")
        case "full_sync.recurring":
            return _("A full data sync cannot recur. Set the recurrence on its own.")
        case "group.unknown":
            return _("There is no such channel database group any more.")
        case "session.applied":
            return _("Every node has this package: there is nothing to cancel.")
        case "session.needed":
            return _("A node still waits for this package. Cancel it first.")
        case "session.unknown":
            return _("There is no such session any more.")
        case "number.out_of_range":
            return _("A job runs every minute at most, and at least once a week.")
        case "time.malformed":
            return _("Write the time of day as 02:00.")
    return _("This job cannot do that.")


def _job(number: str) -> SchedulerJob:
    try:
        return queries.job_named(number)
    except UnknownJob as error:
        raise Http404 from error
