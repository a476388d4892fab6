"""What headquarters checks of the scheduler's configuration."""

from collections.abc import Iterator, Mapping

from tillbook.configuration.checks import Checked, row_of, unique
from tillbook.exchange.core.units import Document
from tillbook.foundation import checks as of
from tillbook.foundation.checks import Finding
from tillbook.scheduler.errors import RecurringFull
from tillbook.scheduler.models import (
    ChannelDatabaseGroup,
    ChannelSchema,
    DistributionSchedule,
    SchedulerJob,
    SchedulerSubjob,
    SessionRequest,
)
from tillbook.scheduler.rules import timing

_NAME = of.text(120, required=True)
_MOST = 2**31 - 1


def _texts_by_language(document: of.Fields, name: str) -> Iterator[Finding]:
    value = document.get(name, {})
    if not isinstance(value, Mapping) or not all(
        isinstance(text, str) and len(text) <= 120 for text in value.values()
    ):
        yield Finding(code="field.invalid", field=name)


def _fields_by_kind(document: of.Fields, name: str) -> Iterator[Finding]:
    value = document.get(name, {})
    if not isinstance(value, Mapping) or not all(
        isinstance(fields, list) and all(isinstance(field, str) for field in fields)
        for fields in value.values()
    ):
        yield Finding(code="field.invalid", field=name)


def _known_subjobs(before: Document | None, after: Document) -> Iterator[Finding]:
    wanted = set(after.get("subjobs", ()))
    known = set(SchedulerSubjob.objects.filter(code__in=wanted).values_list("code", flat=True))
    if missing := sorted(wanted - known):
        params = {"name": ", ".join(missing)}
        yield Finding(code="reference.unknown", field="subjobs", params=params)


def _time_of_day(document: of.Fields, name: str) -> Iterator[Finding]:
    value = document.get(name, "")
    if not isinstance(value, str) or (value and timing.seconds_of(value) is None):
        yield Finding(code="field.invalid", field=name)


def _is_possible(before: Document | None, after: Document) -> Iterator[Finding]:
    if code := timing.fault(str(after.get("mode")), int(after.get("every_minutes", 0))):
        params = {"least": "1", "most": str(timing.MOST_MINUTES)}
        field = "every_minutes" if code == "number.out_of_range" else "mode"
        yield Finding(code=code, field=field, params=params)


def _full_runs_once(before: Document | None, after: Document) -> Iterator[Finding]:
    """Refuse one change that asks for a full data sync and a recurrence. Source: AR-101."""
    stood = before or {}
    if timing.asks_for_recurring_full(
        full_before=stood.get("full_runs", 0),
        full_after=after.get("full_runs", 0),
        recurrence_before=(stood.get("mode", ""), stood.get("every_minutes", 0)),
        recurrence_after=(str(after.get("mode")), after.get("every_minutes", 0)),
    ):
        yield Finding(code=RecurringFull.code, field="every_minutes")


def _an_address(document: of.Fields, name: str) -> Iterator[Finding]:
    yield from of.text(200)(document, name)
    value = document.get(name, "")
    if value and not value.startswith(("http://", "https://")):
        yield Finding(code="url.malformed", field=name)


channel_schema = Checked(
    fields={
        "name": unique(ChannelSchema, written=of.code(32)),
        "filters_customers": of.flag,
    },
    fixed=["name"],
)
channel_database_group = Checked(
    fields={
        "name": unique(ChannelDatabaseGroup, written=of.code(32)),
        "schema": row_of(ChannelSchema, key="name"),
        "is_offline": of.flag,
        "is_paused": of.flag,
        "legal_entities": of.texts(16, most=200),
        "address_books": of.texts(50, most=200),
    },
    # What its members keep would be of the other kind.
    fixed=["name", "is_offline"],
)
scheduler_subjob = Checked(
    fields={
        "code": unique(SchedulerSubjob, written=of.code(50)),
        "name": _NAME,
        "names": _texts_by_language,
        "fields": _fields_by_kind,
        "is_shared": of.flag,
        "is_excluded_offline": of.flag,
    },
    fixed=["code"],
)
scheduler_job = Checked(
    fields={
        "number": unique(SchedulerJob, written=of.code(16)),
        "name": _NAME,
        "names": _texts_by_language,
        "reference": of.text(120),
        "references": _texts_by_language,
        "direction": of.one_of(SchedulerJob.Direction.values),
        "subjobs": of.texts(50, most=100),
        "is_excluded_offline": of.flag,
    },
    fixed=["number", "direction"],
    questions=[_known_subjobs],
)
distribution_schedule = Checked(
    fields={
        "job": row_of(SchedulerJob, key="number"),
        "mode": of.one_of(DistributionSchedule.Mode.values, usually="continuous"),
        "every_minutes": of.whole_number(least=0, most=timing.MOST_MINUTES),
        "starts_at": _time_of_day,
        "runs": of.whole_number(least=0, most=_MOST),
        "full_runs": of.whole_number(least=0, most=_MOST),
        "full_group": row_of(ChannelDatabaseGroup, key="name", required=False),
    },
    fixed=["job"],
    questions=[_is_possible, _full_runs_once],
)
session_request = Checked(
    fields={
        "direction": of.one_of(["upload", "download"]),
        "group": of.text(32),
        "number": of.whole_number(least=0, most=2**63 - 1),
        "asked": of.one_of(SessionRequest.Asked.values),
        "times": of.whole_number(least=1, most=_MOST),
    },
    fixed=["direction", "group", "number"],
)
scheduler_parameters = Checked(
    fields={
        "try_count": of.whole_number(least=1, most=100),
        "undecided_after_minutes": of.whole_number(least=1, most=timing.MOST_MINUTES),
        "unsent_after_minutes": of.whole_number(least=1, most=timing.MOST_MINUTES),
        "keep_sessions_days": of.whole_number(least=1, most=3650),
        "headquarters_url": _an_address,
    },
)
