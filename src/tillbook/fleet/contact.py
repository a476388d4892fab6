"""Contact: each node reports upward how it stands, for itself and its children, and gets keys."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange.core.admission import Grant
from tillbook.exchange.core.retry import spread_s
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.parent_link import Link
from tillbook.fleet import freshness, group_keys, pauses, routes, trend
from tillbook.fleet.report import LoopReport, Report, own_report
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.parent import ClockSeen
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

QUESTION = "exchange.contact"
TIMEOUT_S = 3.0
#: However large the chain says it is, nobody waits for longer after an outage.
LONGEST_SPREAD_S = 300.0


#: A store and its registers.
MAX_REPORTS = 1000
#: How many of them travel at once; the others go with the next contact.
_AT_ONCE = 400


class ContactAnswer(msgspec.Struct, frozen=True):
    """What the parent says at a contact."""

    wall_ms: int
    #: Whether headquarters can be reached from the parent.
    reaches_root: bool
    #: Keys for the nodes that reported, sealed to each.
    grants: dict[UUID, list[Grant]]
    #: Where headquarters is reached while the parent cannot help; empty when that is not known.
    headquarters_url: str = ""
    #: Over how many seconds the chain comes back after an outage.
    spread_s: float = 0.0
    #: Whether the parent reads compressed batches.
    takes_zstd: bool = False
    #: Whether the child takes no data until it is told otherwise.
    is_paused: bool = False
    #: Group -> epoch and number of headquarters' newest package, as far as the parent heard.
    newest: dict[str, tuple[str, int]] = {}


@dataclass(slots=True)
class _Passing:
    """What passes through a node: its children's last reports, and keys sealed for them."""

    reports: dict[UUID, Report] = field(default_factory=dict)
    grants: dict[UUID, list[Grant]] = field(default_factory=dict)


def contact(link: Link, *, loops: Sequence[LoopReport] = ()) -> bool:
    """Report to the parent and take what it answers; tell whether headquarters is reachable.

    What children said since the last contact goes along. Raises ParentUnreachable or ParentRefused.
    """
    node = current()
    passing = node.memory(_Passing)
    below = list(passing.reports.values())[:_AT_ONCE]
    reports = [own_report(loops), *below]
    asked_ms, started_s = clock.milliseconds(), time.monotonic()
    raw = link.ask(QUESTION, {"reports": msgspec.to_builtins(reports)}, timeout_s=TIMEOUT_S)
    round_trip_ms = int((time.monotonic() - started_s) * 1000)
    answer = msgspec.convert(raw, ContactAnswer)
    offset_ms = answer.wall_ms - asked_ms - round_trip_ms // 2
    node.parent.told_time(ClockSeen(offset_ms=offset_ms, round_trip_ms=round_trip_ms))
    _forget_sent(passing.reports, below)
    node.parent.reaches_root = answer.reaches_root
    node.parent.spread_s = min(max(answer.spread_s, 0.0), LONGEST_SPREAD_S)
    node.parent.takes_zstd = answer.takes_zstd
    node.parent.pauses_data = answer.is_paused
    routes.remember(answer.headquarters_url)
    freshness.hear(answer.newest)
    group_keys.receive(answer.grants.pop(node.id, ()))
    passing.grants.update(answer.grants)
    return answer.reaches_root


def answer_contact(actor: Actor, params: dict[str, Any]) -> Any:
    """Take the reports of a child and its subtree. Raises ParentRefused for no reports."""
    node = current()
    reports = _by_our_clock(actor.node, _credible(actor, _reports_in(params)))
    _record(actor.node, reports)
    if node.is_root:
        grants = group_keys.grants_by_node({report.node: report.keys for report in reports})
    else:
        grants = _passed_on(node.memory(_Passing), reports)
    answer = ContactAnswer(
        wall_ms=clock.milliseconds(),
        reaches_root=node.reaches_root,
        grants={id: given for id, given in grants.items() if given},
        headquarters_url=routes.url_for_children(),
        spread_s=spread_s(Node.objects.count()) if node.is_root else node.parent.spread_s,
        takes_zstd=True,
        is_paused=pauses.is_paused(actor.node),
        newest=dict(freshness.newest(actor.node)),
    )
    return msgspec.to_builtins(answer)


def _forget_sent(waiting: dict[UUID, Report], sent: Iterable[Report]) -> None:
    """Forget what the parent knows now, but not what came in meanwhile."""
    for report in sent:
        if waiting.get(report.node) is report:
            del waiting[report.node]


def _by_our_clock(child: UUID, reports: Iterable[Report]) -> list[Report]:
    """Date reports by the clock of this node: the child's own is from now, others by its clock."""
    now, by_node = clock.milliseconds(), {report.node: report for report in reports}
    own = by_node.get(child)
    shift = now - own.wall_ms if own else 0
    return [
        msgspec.structs.replace(
            report, at_ms=now if report is own else max(0, min(now, report.at_ms + shift))
        )
        for report in by_node.values()
    ]


def _reports_in(params: dict[str, Any]) -> list[Report]:
    try:
        return msgspec.convert(params.get("reports"), list[Report])
    except msgspec.ValidationError as error:
        raise ParentRefused(f"These are no reports of nodes: {error}") from error


def _credible(actor: Actor, reports: list[Report]) -> list[Report]:
    """Keep one report of each node that the child may speak for: itself and its own children."""
    by_node = {report.node: report for report in reports[:MAX_REPORTS]}
    below = Node.objects.filter(id__in=list(by_node), parent=actor.node)
    known = {actor.node, *below.values_list("id", flat=True)}
    return [report for id, report in by_node.items() if id in known]


def _passed_on(passing: _Passing, reports: list[Report]) -> dict[UUID, list[Grant]]:
    """Remember a subtree's reports for the next contact upward; hand out what came down."""
    passing.reports.update({report.node: report for report in reports})
    waiting = passing.grants
    if any(not report.keys and report.node not in waiting for report in reports):
        current().wake.contact.set()
    return {report.node: waiting.pop(report.node, []) for report in reports}


def _record(child: UUID, reports: Sequence[Report]) -> None:
    """Keep what was said; every device's clock is compared with ours, through the child's."""
    fast = next((_clock_of(report) for report in reports if report.node == child), 0)
    rows = [_row(report, fast=0 if report.node == child else fast) for report in reports]
    names = [field.name for field in NodeReport._meta.fields if not field.primary_key]
    with write():
        NodeReport.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["node"], update_fields=names
        )
        if current().is_root:
            trend.sample(rows)


def _clock_of(report: Report) -> int:
    """Return a device's clock minus that of its parent; older releases say it less exactly."""
    offset_ms = report.details.offset_ms
    return report.wall_ms - report.at_ms if offset_ms is None else -offset_ms


def _row(report: Report, *, fast: int) -> NodeReport:
    oldest, details = report.oldest_pending_ms, report.details
    told = details.offset_ms is not None
    return NodeReport(
        node=report.node,
        at=clock.from_milliseconds(report.at_ms),
        pending=report.pending,
        attention=report.attention,
        oldest_pending_at=None if oldest is None else clock.from_milliseconds(oldest),
        package=report.package,
        version=report.version,
        clock_ms=_clock_of(report) + (fast if told else 0),
        details=msgspec.to_builtins(details),
    )
