"""Node health as the API tells it: this node, and at headquarters every other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tillbook.api.health_schemas import (
    DataSet,
    FailingPackage,
    HealthWord,
    NodeFigures,
    NodeInTree,
    TroubleFound,
)
from tillbook.fleet.report import Details
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.health.own import own_standing
from tillbook.health.rules.troubles import Severity, Trouble, worst
from tillbook.health.sets import SetStanding
from tillbook.health.standing import Standing
from tillbook.health.tree import Line, tree
from tillbook.nodes.this_node import current
from tillbook.screens import health as words

_SEVERITIES: dict[Severity, Literal["notice", "warning", "critical"]] = {
    Severity.NOTICE: "notice",
    Severity.WARNING: "warning",
    Severity.CRITICAL: "critical",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What of node health is told at this node."""

    health: HealthWord
    troubles: list[TroubleFound]
    figures: NodeFigures
    nodes: list[NodeInTree] | None


def here(actor: Actor) -> Here:
    """Say how this node stands; at headquarters the health is that of the whole tree."""
    if not current().is_root:
        return _of(own_standing(), None)
    found = tree(actor)
    standing = found.headquarters.standing
    if standing is None:
        raise LookupError("Headquarters has no line in its own tree.")
    return _of(standing, found.lines[1:], severity=found.severity)


def _of(
    standing: Standing, lines: Sequence[Line] | None, *, severity: Severity | None = None
) -> Here:
    severity = severity or worst(standing.troubles)
    return Here(
        health=_SEVERITIES[severity] if severity else "fine",
        troubles=_troubles(standing.troubles),
        figures=_figures(standing),
        nodes=None if lines is None else [_line(line) for line in lines],
    )


def _troubles(found: Iterable[Trouble]) -> list[TroubleFound]:
    return [
        TroubleFound(code=one.code, severity=_SEVERITIES[one.severity], message=words.trouble(one))
        for one in found
    ]


def _figures(standing: Standing) -> NodeFigures:
    details = standing.details
    return NodeFigures(
        group=details.group,
        package=standing.report.package,
        applied_at=_moment(details.applied_ms),
        data_as_of=_moment(details.as_of_ms),
        failing_package=_failing(details),
        schema_version=details.schema,
        clock_difference_ms=None if details.offset_ms is None else -details.offset_ms,
        disk_free_mib=details.disk_free_mib,
        database_mib=details.database_mib,
        rows={kind: held.rows for kind, held in sorted(details.holds.items())},
    )


def _failing(details: Details) -> FailingPackage | None:
    found = details.failing
    if found is None:
        return None
    return FailingPackage(
        group=found.group, number=found.number, code=found.code, tries=found.tries
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else clock.from_milliseconds(milliseconds)


def _line(line: Line) -> NodeInTree:
    report = line.report
    return NodeInTree(
        node=line.node,
        name=line.name,
        role=line.role.value,
        place=line.place,
        state=line.health.value,
        served_by=[one.name for one in line.servers],
        last_contact=report.at if report else None,
        pending=report.pending if report else 0,
        attention=report.attention if report else 0,
        oldest_pending=report.oldest_pending_at if report else None,
        version=report.version if report else "",
        packages_behind=line.behind,
        clock_difference_ms=report.clock_ms if report else None,
        data=[_set(one) for one in line.sets],
        troubles=_troubles(line.troubles),
    )


def _set(one: SetStanding) -> DataSet:
    return DataSet(
        job=one.job,
        state=one.state.value,
        since=one.since,
        waiting=one.waiting,
        packages=one.packages,
        rows=one.rows,
        version=one.version,
        newest_version=one.newest_version,
    )
