"""What the scheduler offers to the exchange; all of it is configuration."""

from tillbook import configuration
from tillbook.configuration import portable
from tillbook.configuration.portable import Portable
from tillbook.configuration.tables import table_kind
from tillbook.exchange import kinds
from tillbook.scheduler import checks
from tillbook.scheduler.catalog.jobs import id_of
from tillbook.scheduler.models import (
    ChannelDatabaseGroup,
    ChannelSchema,
    DistributionSchedule,
    SchedulerJob,
    SchedulerParameters,
    SchedulerSubjob,
    SessionRequest,
)
from tillbook.scheduler.operations import sessions
from tillbook.scheduler.operations.hand_over import hand_over_plan, hand_over_schedule
from tillbook.scheduler.operations.run_job import OPERATE
from tillbook.scheduler.uses import USES

CHANNEL_SCHEMA = table_kind(
    "channel_schema",
    ChannelSchema,
    fields=("name", "filters_customers"),
    check=checks.channel_schema,
)
CHANNEL_DATABASE_GROUP = table_kind(
    "channel_database_group",
    ChannelDatabaseGroup,
    fields="name schema is_offline is_paused legal_entities address_books".split(),
    check=checks.channel_database_group,
    # Its packages are numbered for as long as a node holds one.
    permanent=True,
)
SCHEDULER_SUBJOB = table_kind(
    "scheduler_subjob",
    SchedulerSubjob,
    fields="code name names fields is_shared is_excluded_offline".split(),
    check=checks.scheduler_subjob,
)
SCHEDULER_JOB = table_kind(
    "scheduler_job",
    SchedulerJob,
    fields="""number name names reference references direction subjobs
    is_excluded_offline""".split(),
    check=checks.scheduler_job,
    permanent=True,
)
DISTRIBUTION_SCHEDULE = table_kind(
    "distribution_schedule",
    DistributionSchedule,
    fields="job mode every_minutes starts_at runs full_runs full_group".split(),
    check=checks.distribution_schedule,
    permanent=True,
)
SESSION_REQUEST = table_kind(
    "session_request",
    SessionRequest,
    fields="direction group number asked times".split(),
    check=checks.session_request,
    permanent=True,
)
SCHEDULER_PARAMETERS = table_kind(
    "scheduler_parameters",
    SchedulerParameters,
    fields="""try_count undecided_after_minutes unsent_after_minutes keep_sessions_days
    headquarters_url""".split(),
    check=checks.scheduler_parameters,
    permanent=True,
)


def offer() -> None:
    """Register the kinds, and what follows from their changes."""
    kinds.offer(
        entities=[
            CHANNEL_SCHEMA,
            CHANNEL_DATABASE_GROUP,
            SCHEDULER_SUBJOB,
            SCHEDULER_JOB,
            DISTRIBUTION_SCHEDULE,
            SESSION_REQUEST,
            SCHEDULER_PARAMETERS,
        ],
        operations=[OPERATE, sessions.OPERATE],
        reactions={
            "channel_schema": hand_over_plan,
            "channel_database_group": hand_over_plan,
            "scheduler_subjob": hand_over_plan,
            "scheduler_job": hand_over_plan,
            "scheduler_parameters": hand_over_plan,
            "distribution_schedule": hand_over_schedule,
            "session_request": sessions.hand_over_request,
        },
    )
    own = Portable(
        key="",
        left_out=frozenset({"headquarters_url"}),
        id_of=lambda _: id_of("scheduler_parameters", ""),
    )
    schedule = Portable(key="job", left_out=frozenset({"runs", "full_runs", "full_group"}))
    portable.tell(
        {
            "scheduler_parameters": own,
            "distribution_schedule": schedule,
            SESSION_REQUEST.name: portable.STAYS,
        }
    )
    configuration.offer(uses=USES)
