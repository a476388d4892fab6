"""The plan as the tables hold it now, for the rules to read."""

from tillbook.scheduler.models import (
    ChannelDatabaseGroup,
    ChannelSchema,
    SchedulerJob,
    SchedulerSubjob,
)
from tillbook.scheduler.rules.plan import Group, Job, Plan, Subjob


def current_plan() -> Plan:
    """Read schemas, groups, jobs and subjobs."""
    filtering = {row.name for row in ChannelSchema.objects.filter(filters_customers=True)}
    return Plan(
        subjobs={row.code: _subjob(row) for row in SchedulerSubjob.objects.all()},
        jobs=tuple(job_of(row) for row in SchedulerJob.objects.order_by("number")),
        groups=tuple(
            _group(row, filters=row.schema in filtering)
            for row in ChannelDatabaseGroup.objects.order_by("name")
        ),
    )


def job_of(row: SchedulerJob) -> Job:
    """Return a row as the rules know it."""
    return Job(number=row.number, subjobs=row.subjobs, is_excluded=row.is_excluded_offline)


def _subjob(row: SchedulerSubjob) -> Subjob:
    return Subjob(
        code=row.code,
        fields=row.fields,
        is_shared=row.is_shared,
        is_excluded=row.is_excluded_offline,
    )


def _group(row: ChannelDatabaseGroup, *, filters: bool) -> Group:
    return Group(
        name=row.name,
        is_offline=row.is_offline,
        filters_customers=filters,
        legal_entities=row.legal_entities,
        address_books=row.address_books,
    )
