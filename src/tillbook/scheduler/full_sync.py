"""How far a full data sync is."""

from dataclasses import dataclass

from tillbook.exchange.models import Change
from tillbook.foundation.actor import Actor
from tillbook.scheduler import sessions
from tillbook.scheduler.models import DistributionSchedule
from tillbook.scheduler.planning import current_plan
from tillbook.scheduler.rules.plan import Job, kinds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A full data sync that was asked for."""

    #: Group that it is for; empty for all.
    group: str
    #: Rows that are not in a package yet.
    waiting: int
    #: Nodes that have the newest package with any of its rows, of how many.
    applied: int
    nodes: int

    @property
    def is_done(self) -> bool:
        """Tell whether every node has everything."""
        return not self.waiting and self.applied == self.nodes


def progress(actor: Actor, job: Job) -> Progress | None:
    """Return how far the last full data sync of a job is; None if nobody asked for one."""
    schedule = DistributionSchedule.objects.filter(job=job.number, full_runs__gt=0).first()
    if schedule is None:
        return None
    kinds = kinds_of(job, current_plan())
    waiting = Change.objects.filter(package__isnull=True, again=True, kind__in=kinds)
    if schedule.full_group:
        waiting = waiting.filter(group=schedule.full_group)
    newest = sessions.downloads(actor, group=schedule.full_group, kinds=kinds).rows[:1]
    return Progress(
        group=schedule.full_group,
        waiting=waiting.count(),
        applied=newest[0].applied if newest else 0,
        nodes=len(newest[0].steps) if newest else 0,
    )
