"""Where schemas and subjobs are in use."""

from collections.abc import Callable, Iterable, Mapping

from tillbook.configuration.uses import NAMED, Use
from tillbook.exchange.core.units import Document
from tillbook.scheduler.models import ChannelDatabaseGroup, SchedulerJob


def _of_schema(schema: Document) -> Iterable[Use]:
    rows = ChannelDatabaseGroup.objects.filter(schema=schema["name"])
    names = tuple(rows.values_list("name", flat=True))
    yield Use(kind="channel_database_group", count=len(names), names=names[:NAMED])


def _of_subjob(subjob: Document) -> Iterable[Use]:
    names = tuple(job.number for job in SchedulerJob.objects.all() if subjob["code"] in job.subjobs)
    yield Use(kind="scheduler_job", count=len(names), names=names[:NAMED])


USES: Mapping[str, Callable[[Document], Iterable[Use]]] = {
    "channel_schema": _of_schema,
    "scheduler_subjob": _of_subjob,
}
