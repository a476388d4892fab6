"""Jobs and sessions, at headquarters: how they stand, and what a program may ask of them."""

from typing import Annotated, Literal, cast

from django.http import HttpResponse
from ninja import Body, Query, Router

from tillbook.api import answers
from tillbook.api.authentication import Call
from tillbook.api.chain_requests import WantedRun, WantedSchedule
from tillbook.api.errors import NotHeadquarters
from tillbook.api.job_schemas import Direction, Job, Jobs, Mode, NodeStep, Session, Sessions
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.scheduler import queries, sessions
from tillbook.scheduler.operations import run_job
from tillbook.scheduler.operations import sessions as verbs
from tillbook.scheduler.sessions import Download, Step
from tillbook.scheduler.standing import Standing, standings

router = Router(tags=["jobs"])
_AT_MOST = 2**63 - 1


@router.get("/jobs", response=Jobs, summary="List the jobs")
def jobs(request: Call) -> HttpResponse:
    """Return every job of the distribution schedule with how it stands."""
    request.auth.require(Permission.READ_STATUS)
    _at_headquarters()
    return answers.json(Jobs(items=[_job(one) for one in standings(request.auth)]))


@router.post("/jobs/{number}/run", response=Job, summary="Run a job now")
def run(request: Call, number: str, wanted: Annotated[WantedRun, Body()]) -> HttpResponse:
    """Let through what waits at a job, once. `full` sends everything of it anew; it never recurs.

    The job is named by its number or by any of its names.
    """
    request.auth.require(Permission.RUN_JOBS)
    _at_headquarters()
    if wanted.full:
        run_job.sync_in_full(
            request.auth, number, group=wanted.group or "", every_minutes=wanted.every_minutes
        )
    else:
        run_job.run_job(request.auth, number)
    return answers.json(_named(request.auth, number), status=202)


@router.patch("/jobs/{number}", response=Job, summary="Schedule or hold a job")
def schedule(request: Call, number: str, wanted: Annotated[WantedSchedule, Body()]) -> HttpResponse:
    """Say when a job runs: continuously, every so many minutes, or only when asked."""
    request.auth.require(Permission.RUN_JOBS)
    _at_headquarters()
    run_job.schedule_job(
        request.auth,
        number,
        mode=wanted.mode,
        every_minutes=wanted.every_minutes,
        starts_at=wanted.starts_at,
    )
    return answers.json(_named(request.auth, number))


@router.get("/sessions", response=Sessions, summary="List download or upload sessions")
def list_sessions(
    request: Call,
    direction: Annotated[Literal["download", "upload"], Query()] = "download",
    group: Annotated[str, Query(max_length=32)] = "",
    before: Annotated[int | None, Query(ge=0, le=_AT_MOST)] = None,
) -> HttpResponse:
    """Return sessions, newest first; `next` is the `before` of the page that follows."""
    request.auth.require(Permission.READ_STATUS)
    _at_headquarters()
    items: list[Session]
    if direction == "download":
        found = sessions.downloads(request.auth, group=group, before=before)
        items, last = [_download(one) for one in found.rows], found.before
    else:
        batches = sessions.uploads(request.auth, before=before)
        items, last = [_upload(one) for one in batches.rows], batches.before
    listed = Sessions(items=items, next=None if last is None else str(last))
    query = f"direction={direction}&group={group}&before={last}"
    headers = {"Link": f'</api/v1/sessions?{query}>; rel="next"'} if last is not None else {}
    return answers.json(listed, headers=headers)


@router.post("/sessions/{group}/{int:number}/retry", response=Session, summary="Try again")
def retry_session(request: Call, group: str, number: int) -> HttpResponse:
    """Let nodes that gave a package up try it again."""
    request.auth.require(Permission.RUN_JOBS)
    _at_headquarters()
    verbs.retry(request.auth, group, number)
    return _session(request.auth, group, number)


@router.post("/sessions/{group}/{int:number}/cancel", response=Session, summary="Cancel a session")
def cancel_session(request: Call, group: str, number: int) -> HttpResponse:
    """Let nodes that have not applied a package pass it over; what it carried is sent anew."""
    request.auth.require(Permission.RUN_JOBS)
    _at_headquarters()
    verbs.cancel(request.auth, group, number)
    return _session(request.auth, group, number)


def _at_headquarters() -> None:
    if not current().is_root:
        raise NotHeadquarters


def _session(actor: Actor, group: str, number: int) -> HttpResponse:
    found = sessions.download(actor, group, number)
    return answers.json(_download(found) if found else None)


def _named(actor: Actor, reference: str) -> Job:
    number = queries.job_named(reference).number
    return next(_job(one) for one in standings(actor) if one.job.number == number)


def _job(one: Standing) -> Job:
    return Job(
        number=one.job.number,
        name=one.job.name,
        reference=one.job.reference,
        direction=cast("Direction", one.job.direction),
        mode=cast("Mode", one.schedule.mode),
        every_minutes=one.schedule.every_minutes,
        starts_at=one.schedule.starts_at,
        excluded_offline=one.job.is_excluded_offline,
        running=one.is_running,
        waiting=one.waiting,
        rows=one.last.rows if one.last else 0,
        last_run=one.last.at if one.last else None,
        next_run=one.next_at,
    )


def _download(found: Download) -> Session:
    return Session(
        direction="download",
        status=found.status,
        group=found.group,
        number=found.number,
        rows=found.rows,
        size=found.size,
        refused=0,
        error=next((step.error for step in found.failures), ""),
        created_at=found.created_at,
        available_at=found.available_at,
        canceled_at=found.canceled_at,
        nodes=[_step(step) for step in found.steps],
    )


def _step(step: Step) -> NodeStep:
    return NodeStep(
        node=step.node,
        name=step.name,
        status=step.status,
        applied_at=step.at,
        error=step.error,
        tries=step.tries,
    )


def _upload(row: sessions.Upload) -> Session:
    step = Step(node=row.node, name=row.name, status=row.status, error=row.error, tries=1)
    return Session(
        direction="upload",
        status=row.status,
        group="",
        number=row.id,
        rows=row.rows,
        size=row.size,
        refused=row.refused,
        error=row.error,
        created_at=row.at,
        available_at=None,
        canceled_at=None,
        nodes=[_step(step)],
    )
