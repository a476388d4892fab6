"""Running a job now, in full or as usual, and saying when it runs. Decided at headquarters."""

from collections.abc import Mapping
from typing import Any

from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.errors import Refused
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.foundation.actor import Actor, Permission
from tillbook.scheduler import checks
from tillbook.scheduler.errors import JobHasNoData, JobRunning, RecurringFull, UnknownGroup
from tillbook.scheduler.models import ChannelDatabaseGroup, DistributionSchedule, SchedulerJob
from tillbook.scheduler.queries import is_running, job_named, schedule_of
from tillbook.scheduler.rules import timing

_KIND = "distribution_schedule"


def run_job(actor: Actor, reference: str) -> Receipt:
    """Let through what waits at a job, once.

    A run that is under way refuses a second one (AR-097). Raises PermissionRefused, UnknownJob or
    JobRunning; then nothing was asked for.
    """
    actor.require(Permission.RUN_JOBS)
    job = job_named(reference)
    if is_running(job.number):
        raise JobRunning(job.number)
    schedule = schedule_of(job)
    return _submit(actor, schedule, {"runs": schedule.runs + 1})


def sync_in_full(
    actor: Actor, reference: str, *, group: str = "", every_minutes: int = 0
) -> Receipt:
    """Send everything of a job anew, to one group or to all; what is excluded is emptied there.

    It never recurs (AR-101). Raises PermissionRefused, UnknownJob, UnknownGroup, JobHasNoData,
    JobRunning or RecurringFull; then nothing was asked for.
    """
    actor.require(Permission.RUN_JOBS)
    if every_minutes:
        raise RecurringFull
    job = job_named(reference)
    if job.direction != SchedulerJob.Direction.DOWNLOAD:
        raise JobHasNoData(job.number)
    if group and not ChannelDatabaseGroup.objects.filter(name=group).exists():
        raise UnknownGroup(group)
    if is_running(job.number):
        raise JobRunning(job.number)
    schedule = schedule_of(job)
    patch = {"full_runs": schedule.full_runs + 1, "full_group": group}
    return _submit(actor, schedule, patch)


def schedule_job(
    actor: Actor,
    reference: str,
    *,
    mode: str,
    every_minutes: int = 0,
    starts_at: str = "",
    expected: str | None = None,
) -> Receipt:
    """Say when a job runs: continuously, every so many minutes, or only when asked.

    `starts_at` is the time of day of the first of its runs, "02:00" in UTC; empty for at once.
    `expected` is the tag of the version that the person saw. Raises PermissionRefused,
    UnknownJob, Refused or StaleEdit; then nothing changed.
    """
    actor.require(Permission.RUN_JOBS)
    schedule = schedule_of(job_named(reference))
    minutes = every_minutes if mode == timing.RECURRING else 0
    if code := timing.fault(mode, minutes):
        params = {"least": "1", "most": str(timing.MOST_MINUTES), "field": "every_minutes"}
        raise Refused(code, "A job cannot run like this.", params)
    start = starts_at if mode == timing.RECURRING else ""
    if start and timing.seconds_of(start) is None:
        raise Refused("time.malformed", "A time of day is like 02:00.", {"field": "starts_at"})
    patch = {"mode": mode, "every_minutes": minutes, "starts_at": start}
    return _submit(actor, schedule, patch, expected=expected)


def _submit(
    actor: Actor,
    schedule: DistributionSchedule,
    patch: Mapping[str, Any],
    *,
    expected: str | None = None,
) -> Receipt:
    draft = Draft(
        actor=actor,
        kind=OPERATE.name,
        entity_kind=_KIND,
        entity=schedule.pk,
        patch=patch,
        expected=expected,
    )
    return submit(draft, patience=DEFAULT)


def _decide(proposal: Proposal) -> Ruling:
    return checks.distribution_schedule(proposal)


OPERATE = OperationKind(
    name="job.operate",
    entity=_KIND,
    permission=Permission.RUN_JOBS,
    creates=False,
    edits=True,
    decide=_decide,
)
