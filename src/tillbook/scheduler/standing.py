"""How the jobs stand: what waits for each, whether it runs, and what it moved last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from tillbook.exchange import valves
from tillbook.exchange.models import Change, JobRun, Operation, Package, UploadSession, Valve
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import Node, NodeReport
from tillbook.scheduler import queries
from tillbook.scheduler.models import DistributionSchedule, SchedulerJob

#: Packages that are looked at to find the newest one of each job.
_RECENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The end of the newest run that moved anything."""

    at: datetime
    rows: int
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A job with how it stands."""

    job: SchedulerJob
    schedule: DistributionSchedule
    #: Rows that wait for it.
    waiting: int
    is_running: bool
    next_at: datetime | None
    last: Last | None


def standings(actor: Actor) -> list[Standing]:
    """List the jobs with how they stand. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    schedules = {row.job: row for row in DistributionSchedule.objects.all()}
    opened = {row.name: row for row in Valve.objects.all()}
    waiting, last = _waiting(opened), _last(opened)
    return [
        Standing(
            job=job,
            schedule=schedules[job.number],
            waiting=waiting.get(job.number, 0),
            is_running=queries.is_running(job.number),
            next_at=opened[job.number].next_at if job.number in opened else None,
            last=last.get(job.number),
        )
        for job in queries.jobs()
        if job.number in schedules
    ]


def _waiting(opened: Mapping[str, Valve]) -> dict[str, int]:
    """Count what waits: at the nodes, at headquarters, and for each download job."""
    undecided = Operation.objects.filter(state=Operation.State.PENDING).count()
    unsent = Change.objects.filter(package__isnull=True, operation__isnull=True)
    by_kind = dict(unsent.order_by().values_list("kind").annotate(n=Count("entity", distinct=True)))
    found = {
        name: sum(by_kind.get(kind, 0) for kind in valve.kinds) for name, valve in opened.items()
    }
    return found | {valves.UPLOAD: _not_sent(), valves.DECIDE: undecided}


def _not_sent() -> int:
    """Count what waits at the nodes. What a store took from its registers waits at both."""
    pending = dict(NodeReport.objects.values_list("node", "pending"))
    parents = dict(Node.objects.filter(status=Node.Status.ACTIVE).values_list("id", "parent"))
    below: dict[UUID | None, int] = {}
    for node, parent in parents.items():
        below[parent] = below.get(parent, 0) + pending.get(node, 0)
    tops = [node for node, parent in parents.items() if parent not in parents]
    return sum(max(pending.get(node, 0), below.get(node, 0)) for node in tops)


def _last(opened: Mapping[str, Valve]) -> dict[str, Last]:
    found: dict[str, Last] = {}
    if session := UploadSession.objects.order_by("-id").first():
        found[valves.UPLOAD] = Last(at=session.at, rows=session.rows, failed=session.refused)
    for package in Package.objects.exclude(name="").order_by("-id")[:_RECENT]:
        for name, valve in opened.items():
            rows = sum(package.contents.get(kind, 0) for kind in valve.kinds)
            if rows and name not in found and package.published_at:
                found[name] = Last(at=package.published_at, rows=rows)
    decided = Operation.objects.exclude(decided_at=None).order_by("-position").first()
    run = JobRun.objects.filter(valve=valves.DECIDE, rows__gt=0).order_by("-id").first()
    if run is not None:
        at = run.ended_at or run.started_at
        found[valves.DECIDE] = Last(at=at, rows=run.rows, failed=run.failed)
    elif decided is not None and decided.decided_at:
        found[valves.DECIDE] = Last(at=decided.decided_at, rows=1)
    return found
