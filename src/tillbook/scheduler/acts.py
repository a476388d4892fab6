"""What people asked of jobs and sessions, as the operation log keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange.core.operations import Body
from tillbook.fleet.queries import operations_of
from tillbook.foundation.actor import Actor, Permission
from tillbook.scheduler.models import SchedulerJob
from tillbook.scheduler.operations.sessions import request_of
from tillbook.scheduler.queries import schedule_of

RUN, FULL = "run", "full"
_MOST = 10
_body_of = msgspec.json.Decoder(Body).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that somebody asked for."""

    #: run, full, a mode of a job, or what was asked of a session.
    what: str
    by: UUID
    at: datetime


def acts_on_job(actor: Actor, job: SchedulerJob) -> list[Act]:
    """Return what was asked of a job last, newest first. Raises PermissionRefused or UnknownJob."""
    actor.require(Permission.READ_STATUS)
    return _acts(schedule_of(job).pk)


def acts_on_session(actor: Actor, number: int, *, group: str = "") -> list[Act]:
    """Return what was asked of a session last, newest first. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    return _acts(request_of(number, group=group))


def _acts(entity: UUID) -> list[Act]:
    return [
        Act(what=what, by=row.actor, at=row.minted_at)
        for row in operations_of(entity, limit=_MOST)
        if row.content.body
        for what in _asked(_body_of(bytes(row.content.body)).patch)
    ]


def _asked(patch: Mapping[str, Any]) -> Iterable[str]:
    """Tell what a change asks for. That a job was planted asks for nothing."""
    if "job" in patch:
        return
    if "runs" in patch:
        yield RUN
    if "full_runs" in patch:
        yield FULL
    if "mode" in patch or "every_minutes" in patch or "starts_at" in patch:
        yield str(patch.get("mode", "recurring"))
    if "asked" in patch:
        yield str(patch["asked"])
