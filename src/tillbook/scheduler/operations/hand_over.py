"""Handing the plan to the exchange: scopes of groups, valves of jobs, runs that were asked for.

Runs as a reaction, in the transaction of the change that it follows from.
"""

from collections.abc import Iterable

from tillbook.exchange import valves
from tillbook.exchange.core.scope import KindRule, Rule
from tillbook.exchange.core.units import Document
from tillbook.exchange.down import groups
from tillbook.exchange.down.groups import GroupSettings
from tillbook.exchange.kinds import Draft
from tillbook.exchange.models import Valve
from tillbook.scheduler.models import (
    ChannelDatabaseGroup,
    DistributionSchedule,
    Handed,
    SchedulerJob,
    SchedulerParameters,
)
from tillbook.scheduler.planning import current_plan, job_of
from tillbook.scheduler.rules import timing
from tillbook.scheduler.rules.plan import Plan, Scope, kinds_of, kinds_of_valves, scope_of


def hand_over_plan(written: Document) -> Iterable[Draft]:
    """Tell the exchange what every group receives and which kinds every job lets through."""
    plan = current_plan()
    tries = SchedulerParameters.objects.values_list("try_count", flat=True).first() or 3
    rows = {row.name: row for row in ChannelDatabaseGroup.objects.all()}
    for group in plan.groups:
        settings = GroupSettings(
            offline=group.is_offline,
            rule=_rule(scope_of(group, plan)),
            paused=rows[group.name].is_paused,
            tries=tries,
        )
        groups.put_group(group.name, settings)
    _hand_over_valves(plan)
    return ()


def hand_over_schedule(written: Document) -> Iterable[Draft]:
    """Tell the exchange when a job runs, and that somebody asked for a run."""
    plan = current_plan()
    _hand_over_valves(plan)
    schedule = DistributionSchedule.objects.get(pk=written["id"])
    handed = Handed.objects.filter(job=schedule.job).first() or Handed(job=schedule.job)
    if schedule.runs > handed.runs:
        valves.run_now(schedule.job)
    if schedule.full_runs > handed.full_runs:
        _sync_in_full(schedule, plan)
    handed.runs, handed.full_runs = schedule.runs, schedule.full_runs
    handed.save()
    return ()


def _sync_in_full(schedule: DistributionSchedule, plan: Plan) -> None:
    """Send everything of the job to the group anew, or to all; a job that is held runs for it."""
    named = [schedule.full_group] if schedule.full_group else [one.name for one in plan.groups]
    job = SchedulerJob.objects.get(number=schedule.job)
    for name in named:
        groups.full_sync(name, kinds_of(job_of(job), plan))
    valves.run_now(schedule.job)


def _hand_over_valves(plan: Plan) -> None:
    """Set the valves that differ; setting one anew would begin its interval anew."""
    kinds = kinds_of_valves(plan)
    schedules = {row.job: row for row in DistributionSchedule.objects.all()}
    standing = {row.name: row for row in Valve.objects.all()}
    for job in SchedulerJob.objects.all():
        schedule = schedules.get(job.number)
        if schedule is None:
            continue
        starts_s = timing.seconds_of(schedule.starts_at)
        wanted = (list(kinds[job.number]), schedule.mode, schedule.every_minutes * 60, starts_s)
        stands = standing.get(job.number)
        if stands is None or wanted != _set(stands):
            valves.set_valve(
                job.number,
                direction=Valve.Direction(job.direction),
                kinds=wanted[0],
                mode=Valve.Mode(schedule.mode),
                every_s=wanted[2],
                starts_s=starts_s,
            )


def _set(valve: Valve) -> tuple[list[str], str, int, int | None]:
    return valve.kinds, valve.mode, valve.every_s, valve.starts_s


def _rule(scope: Scope) -> Rule:
    return Rule(
        kinds={
            kind: KindRule(fields=found.fields, where=dict(found.where))
            for kind, found in scope.kinds.items()
        },
        others=scope.others,
    )
