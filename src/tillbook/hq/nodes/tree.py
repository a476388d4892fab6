"""The tree of places and nodes as headquarters knows it, the ones that need a person first in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Max

import tillbook
from tillbook.exchange import groups
from tillbook.exchange.models import Package
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.this_node import current
from tillbook.stores.models import Register, Store

#: A node reports every few seconds; one that is silent for longer is offline.
SILENT_AFTER = timedelta(seconds=30)
#: Clocks may differ by this much before it is worth a word.
CLOCK_TOLERANCE_MS = 2_000


class Health(StrEnum):
    """How a node stands, in one word."""

    FINE = "fine"
    ATTENTION = "attention"
    OFFLINE = "offline"
    #: Admitted, but never heard of.
    SILENT = "silent"
    REVOKED = "revoked"
    #: A store or register without a device of its own.
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the tree: a node, or a place that has none yet."""

    name: str
    #: The role of the node, or the one that a node here would have.
    role: NodeRole
    #: 0 for headquarters, 1 for stores, 2 for registers.
    depth: int
    health: Health
    place: str = ""
    store: UUID | None = None
    register: UUID | None = None
    report: NodeReport | None = None
    #: How many packages it lacks.
    behind: int = 0

    @property
    def clock_s(self) -> float | None:
        """The node's clock minus ours, in seconds."""
        return None if self.report is None else self.report.clock_ms / 1000

    @property
    def has_wrong_clock(self) -> bool:
        """Whether the clock is so far off that people should be told."""
        return self.report is not None and abs(self.report.clock_ms) > CLOCK_TOLERANCE_MS

    @property
    def key(self) -> str:
        """A stable id for the page."""
        return str(self.register or self.store or "headquarters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All lines with the figures above them."""

    lines: tuple[Line, ...]
    nodes: int
    fine: int
    offline: int
    attention: int
    pending: int
    oldest_pending_at: datetime | None
    newest_package: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was read once for the whole tree."""

    by_register: Mapping[UUID | None, Node]
    by_store: Mapping[UUID | None, Node]
    reports: Mapping[UUID, NodeReport]
    #: Number of the newest package of each group.
    newest: Mapping[str, int]


def tree(actor: Actor) -> Tree:
    """Read the whole tree. Six queries, whatever its size."""
    actor.require(Permission.READ_STATUS)
    nodes = [node for node in Node.objects.order_by("id") if node.id != current().id]
    published = Package.objects.exclude(name="")
    newest = dict(published.order_by().values_list("group").annotate(Max("number")))
    latest = published.aggregate(at=Max("published_at"))["at"]
    known = _Known(
        by_register={node.register: node for node in nodes if node.register},
        by_store={node.store: node for node in nodes if node.role == NodeRole.CHANNEL},
        reports={report.node: report for report in NodeReport.objects.all()},
        newest=newest,
    )
    number = max(newest.values(), default=0)
    return _with_figures((_headquarters(number), *_places(known)), number, latest)


def _headquarters(newest: int) -> Line:
    report = NodeReport(
        node=current().id, at=clock.now(), package=newest, version=tillbook.__version__
    )
    return Line(
        name=current().identity.name,
        role=NodeRole.HEADQUARTERS,
        depth=0,
        health=Health.FINE,
        report=report,
    )


def _places(known: _Known) -> Iterable[Line]:
    registers: dict[UUID, list[Register]] = {}
    for register in Register.objects.order_by("number"):
        registers.setdefault(register.store, []).append(register)
    for store in Store.objects.order_by("number"):
        yield _line(
            known,
            known.by_store.get(store.id),
            name=store.name,
            role=NodeRole.CHANNEL,
            place=store.number,
            store=store.id,
        )
        for register in registers.get(store.id, ()):
            yield _line(
                known,
                known.by_register.get(register.id),
                name=register.name,
                role=NodeRole.REGISTER,
                place=register.number,
                store=store.id,
                register=register.id,
            )


def _line(
    known: _Known,
    node: Node | None,
    *,
    name: str,
    role: NodeRole,
    place: str,
    store: UUID,
    register: UUID | None = None,
) -> Line:
    report = known.reports.get(node.id) if node else None
    return Line(
        name=name,
        role=role,
        depth=1 if role is NodeRole.CHANNEL else 2,
        health=_health(node, report),
        place=place,
        store=store,
        register=register,
        report=report,
        behind=max(0, known.newest.get(groups.of(node), 0) - report.package)
        if node and report
        else 0,
    )


def _health(node: Node | None, report: NodeReport | None) -> Health:
    if node is None:
        return Health.MISSING
    if node.status == Node.Status.REVOKED:
        return Health.REVOKED
    if report is None:
        return Health.SILENT
    if clock.now() - report.at > SILENT_AFTER:
        return Health.OFFLINE
    return Health.ATTENTION if report.attention else Health.FINE


def _with_figures(lines: tuple[Line, ...], newest: int, published_at: datetime | None) -> Tree:
    reports = [line.report for line in lines if line.report is not None]
    health = [line.health for line in lines if line.health is not Health.MISSING]
    waiting = [report.oldest_pending_at for report in reports if report.oldest_pending_at]
    return Tree(
        lines=lines,
        nodes=len(health),
        fine=health.count(Health.FINE),
        offline=health.count(Health.OFFLINE) + health.count(Health.SILENT),
        attention=sum(1 for report in reports if report.attention),
        pending=sum(report.pending for report in reports),
        oldest_pending_at=min(waiting, default=None),
        newest_package=newest,
        published_at=published_at,
    )
