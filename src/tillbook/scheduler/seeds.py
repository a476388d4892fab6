"""What a new headquarters starts with: the jobs, what they carry, their schedule, two groups."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from tillbook.configuration import draft_put
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.down import groups
from tillbook.exchange.up.submit import submit
from tillbook.fleet.queries import ever_written
from tillbook.nodes.this_node import current
from tillbook.scheduler.catalog.jobs import SCHEMA, WORKS, id_of
from tillbook.scheduler.catalog.subjobs import TABLES
from tillbook.scheduler.models import SchedulerJob

#: What of a subjob people do not change.
_OF_RELEASE = ("name", "names", "fields", "is_shared")
Seed = tuple[str, UUID, dict[str, Any]]


def plant() -> None:
    """Put what was never there, at headquarters: what an administrator changed stays so.

    What a subjob carries belongs to the release: fields that a newer one decided on are added.
    The groups come last: until then the exchange works by its own defaults, and what they hold
    is worked out once.
    """
    groups.plant()
    seeds = list(_seeds())
    known = ever_written([id for _kind, id, _document in seeds])
    for kind, id, document in seeds:
        if id not in known:
            _put(kind, id, document)
        elif kind == "scheduler_subjob":
            _put(kind, id, {name: document[name] for name in _OF_RELEASE})
    _name_new_subjobs(known)


def _put(kind: str, id: UUID, document: dict[str, Any]) -> None:
    draft = draft_put(current().actor(), kind, id=id, document=document)
    if draft.patch:
        submit(draft, patience=NONE)


def _name_new_subjobs(known: Collection[UUID]) -> None:
    """Give jobs that were there before the subjobs that this release brings."""
    for work in WORKS:
        id = id_of("scheduler_job", work.number)
        added = [
            code for code in work.subjobs.split() if id_of("scheduler_subjob", code) not in known
        ]
        row = SchedulerJob.objects.filter(id=id).first() if id in known and added else None
        if row is not None:
            _put("scheduler_job", id, {"subjobs": [*row.subjobs, *added]})


def _seeds() -> Iterable[Seed]:
    yield "scheduler_parameters", id_of("scheduler_parameters", ""), {"try_count": 3}
    yield from _subjobs()
    yield from _jobs()
    schema = {"name": SCHEMA, "filters_customers": False}
    yield "channel_schema", id_of("channel_schema", SCHEMA), schema
    for name, is_offline in ((groups.CHANNELS, False), (groups.OFFLINE, True)):
        document = {"name": name, "schema": SCHEMA, "is_offline": is_offline}
        yield "channel_database_group", id_of("channel_database_group", name), document


def _subjobs() -> Iterable[Seed]:
    for table in TABLES:
        english, swedish, chinese = table.names
        yield (
            "scheduler_subjob",
            id_of("scheduler_subjob", table.code),
            {
                "code": table.code,
                "name": english,
                "names": {"sv": swedish, "zh-Hans": chinese},
                "fields": table.as_lists(),
                "is_shared": table.is_shared,
                "is_excluded_offline": False,
            },
        )


def _jobs() -> Iterable[Seed]:
    for work in WORKS:
        name, reference = work.names, work.references
        yield (
            "scheduler_job",
            id_of("scheduler_job", work.number),
            {
                "number": work.number,
                "name": name[0],
                "names": {"sv": name[1], "zh-Hans": name[2]},
                "reference": reference[0],
                "references": {"sv": reference[1], "zh-Hans": reference[2]},
                "direction": work.direction,
                "subjobs": work.subjobs.split(),
                "is_excluded_offline": False,
            },
        )
        schedule = {"job": work.number, "mode": "continuous", "every_minutes": 0}
        yield "distribution_schedule", id_of("distribution_schedule", work.number), schedule
