"""Questions about jobs, groups and parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tillbook.exchange import kinds, valves
from tillbook.exchange.down import groups
from tillbook.nodes.configured import as_configured
from tillbook.scheduler.catalog.jobs import ALIASES
from tillbook.scheduler.errors import UnknownJob
from tillbook.scheduler.models import (
    ChannelDatabaseGroup,
    ChannelSchema,
    DistributionSchedule,
    SchedulerJob,
    SchedulerParameters,
)
from tillbook.scheduler.planning import current_plan
from tillbook.scheduler.rules import plan as rules


def job_named(reference: str) -> SchedulerJob:
    """Return a job by its number or by any of its names. Raises UnknownJob."""
    wanted = _folded(reference)
    number = ALIASES.get(wanted, "")
    for job in SchedulerJob.objects.order_by("number"):
        if job.number == number or wanted in map(_folded, _names(job)):
            return job
    raise UnknownJob(reference)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _names(job: SchedulerJob) -> Iterable[str]:
    yield from (job.number, job.name, job.reference)
    yield from (*job.names.values(), *job.references.values())


def schedule_of(job: SchedulerJob) -> DistributionSchedule:
    """Return when a job runs. Raises UnknownJob for one without a schedule."""
    found = DistributionSchedule.objects.filter(job=job.number).first()
    if found is None:
        raise UnknownJob(job.number)
    return found


def is_running(number: str) -> bool:
    """Tell whether a run of a job is under way at headquarters.

    Uploads run at each node, one after the other: asking again lets the next batch wait its turn.
    """
    return number != valves.UPLOAD and valves.asked(number) is not None


def jobs() -> list[SchedulerJob]:
    """List the jobs: what comes up, what is decided, what goes down."""
    order = list(SchedulerJob.Direction.values)
    return sorted(
        SchedulerJob.objects.all(), key=lambda row: (order.index(row.direction), row.number)
    )


def parameters() -> SchedulerParameters:
    """Return how the scheduler works here: the chain's parameters, or the usual ones."""
    return SchedulerParameters.objects.first() or SchedulerParameters(id=UUID(int=0))


def job_with(subjob: str) -> str:
    """Return the number of the first job that carries a subjob to nodes; empty for none."""
    down = SchedulerJob.Direction.DOWNLOAD
    return next(
        (one.number for one in jobs() if one.direction == down and subjob in one.subjobs), ""
    )


def remarks() -> list[rules.Remark]:
    """Tell where the exclusion of offline data is half done. Source: AR-126, AR-128."""
    plan = current_plan()
    return [*rules.warnings(plan), *rules.extensions_offline(plan, kinds.personal_extensions())]


def filters_customers(group: str | None = None) -> bool:
    """Tell whether a group's schema keeps customers out of its databases; this node's if not named.

    Where it does, no customer is made offline. Source: AR-076.
    """
    filtering = as_configured("groups that filter customers", _filtering_groups)
    return bool(filtering) and (group or groups.followed()) in filtering


def _filtering_groups() -> frozenset[str]:
    schemas = ChannelSchema.objects.filter(filters_customers=True).values("name")
    rows = ChannelDatabaseGroup.objects.filter(is_offline=True, schema__in=schemas)
    return frozenset(rows.values_list("name", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStanding:
    """A schema with the groups that follow it."""

    schema: ChannelSchema
    groups: tuple[str, ...]


def schemas() -> list[SchemaStanding]:
    """List the channel schemas."""
    rows = ChannelDatabaseGroup.objects.order_by("name").values_list("schema", "name")
    return [
        SchemaStanding(
            schema=schema, groups=tuple(name for used, name in rows if used == schema.name)
        )
        for schema in ChannelSchema.objects.order_by("name")
    ]


def customer_jobs() -> list[SchedulerJob]:
    """List the jobs with customer data of their own that offline databases receive."""
    plan = current_plan()
    waiting = rules.kinds_of_valves(plan)
    numbers = {
        job.number
        for job in plan.jobs
        if not job.is_excluded and rules.CUSTOMERS.intersection(waiting[job.number])
    }
    return list(SchedulerJob.objects.filter(number__in=numbers).order_by("number"))
