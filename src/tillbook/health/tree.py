"""The tree of places and nodes as headquarters knows it: who stands how, and what needs a person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from django.db.models import Max

import tillbook
from tillbook.exchange.down import groups
from tillbook.exchange.models import Package
from tillbook.fleet import pauses, queries, trend
from tillbook.fleet.report import own_details
from tillbook.fleet.runner import running
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.health.rules.troubles import Severity, Trouble, worst
from tillbook.health.sets import Feed, SetStanding
from tillbook.health.standing import Standing, reported, standing_of
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import Node, NodeReport, NodeSample
from tillbook.nodes.this_node import current
from tillbook.stores.models import Register, Store


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
    #: A store that another store's server serves.
    SERVED = "served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Nobody is to be alarmed about a node for a while."""

    until: datetime
    reason: str
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the tree: a node, or a place that has none yet."""

    name: str
    #: The role of the node, or the one that a node here would have.
    role: NodeRole
    #: 0 for headquarters, 1 for stores, 2 for registers.
    depth: int
    health: Health
    node: UUID | None = None
    place: str = ""
    store: UUID | None = None
    register: UUID | None = None
    #: The servers of other stores that serve this one; several while it moves between them.
    servers: Sequence[Node] = ()
    group: str = ""
    #: None until it has reported.
    standing: Standing | None = None
    #: How many packages it lacks.
    behind: int = 0
    samples: Sequence[NodeSample] = ()
    #: None while its alarm sounds.
    muted: Mute | None = None

    @property
    def report(self) -> NodeReport | None:
        """Its last report."""
        return None if self.standing is None else self.standing.report

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What deserves a look, the worst first."""
        return () if self.standing is None else self.standing.troubles

    @property
    def sets(self) -> tuple[SetStanding, ...]:
        """How far it is with every set of data."""
        return () if self.standing is None else self.standing.sets

    @property
    def is_behind(self) -> bool:
        """Whether it lacks anything that headquarters has."""
        return self.behind > 0 or (self.standing is not None and self.standing.is_behind)

    @property
    def is_in_trouble(self) -> bool:
        """Whether somebody should look: not while its alarm is muted."""
        calm = (Health.FINE, Health.MISSING, Health.SERVED)
        return self.muted is None and self.health not in calm

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
    #: In trouble, but muted: counted here and with neither of the above.
    muted: int
    pending: int
    oldest_pending_at: datetime | None
    newest_package: int
    published_at: datetime | None

    @property
    def headquarters(self) -> Line:
        """The line of this node."""
        return self.lines[0]

    @property
    def severity(self) -> Severity | None:
        """How bad the worst is of what is not muted; None when everything is fine."""
        heard = (line for line in self.lines if line.muted is None)
        return worst([trouble for line in heard for trouble in line.troubles])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was read once for the whole tree."""

    by_register: Mapping[UUID | None, Node]
    by_store: Mapping[UUID | None, Node]
    #: By further store: the servers that serve it.
    servers: Mapping[UUID, Sequence[Node]]
    standings: Mapping[UUID, Standing]
    #: Number of the newest package of each group.
    newest: Mapping[str, int]
    samples: Mapping[UUID, Sequence[NodeSample]]


def tree(actor: Actor) -> Tree:
    """Read the whole tree. A dozen queries, whatever its size."""
    actor.require(Permission.READ_STATUS)
    nodes = [node for node in Node.objects.order_by("id") if node.id != current().id]
    published = Package.objects.exclude(name="")
    newest = dict(published.order_by().values_list("group").annotate(Max("number")))
    latest = published.aggregate(at=Max("published_at"))["at"]
    own = own_report(max(newest.values(), default=0))
    known = _Known(
        by_register={node.register: node for node in nodes if node.register},
        by_store={node.store: node for node in nodes if node.role == NodeRole.CHANNEL},
        servers=_servers(nodes),
        standings=_standings(nodes, own),
        newest=newest,
        samples=trend.samples_of([node.id for node in nodes]),
    )
    lines = (_headquarters(known.standings[own.node]), *_places(known))
    return _with_figures(lines, own.package, latest)


def _servers(nodes: Iterable[Node]) -> dict[UUID, list[Node]]:
    found: dict[UUID, list[Node]] = {}
    for node in nodes:
        if node.status == Node.Status.ACTIVE:
            for store in set(node.stores) - {node.store}:
                found.setdefault(store, []).append(node)
    return found


def own_report(newest: int) -> NodeReport:
    """Say how headquarters itself stands."""
    runner, waiting = running(), queries.backlog()
    details = own_details(runner.standing() if runner else ())
    return NodeReport(
        node=current().id,
        at=clock.now(),
        pending=waiting.pending,
        attention=waiting.attention,
        oldest_pending_at=waiting.oldest_pending_at,
        package=newest,
        version=tillbook.__version__,
        details=msgspec.to_builtins(details),
    )


def _standings(nodes: Collection[Node], own: NodeReport) -> dict[UUID, Standing]:
    reports = {report.node: report for report in NodeReport.objects.all()}
    heard = [node for node in nodes if node.id in reports]
    told = [(groups.of(node), reports[node.id]) for node in heard]
    here, paused = reported("", own), pauses.paused(heard)
    feed = Feed([reported(group, report) for group, report in told], here.holds)
    copied = queries.copied()
    found = {
        report.node: standing_of(
            report,
            group=group,
            feed=feed,
            newest=own,
            is_paused=report.node in paused,
            copied=copied,
        )
        for group, report in told
    }
    found[own.node] = standing_of(own, group="", feed=feed, newest=own, is_root=True)
    return found


def _headquarters(standing: Standing) -> Line:
    return Line(
        name=current().identity.name,
        role=NodeRole.HEADQUARTERS,
        depth=0,
        health=_worse_than_notice(standing),
        node=standing.node,
        standing=standing,
    )


def _places(known: _Known) -> Iterable[Line]:
    registers: dict[UUID, list[Register]] = {}
    for register in Register.objects.order_by("number"):
        registers.setdefault(register.store, []).append(register)
    for store in Store.objects.order_by("number"):
        own, servers = known.by_store.get(store.id), known.servers.get(store.id, ())
        if servers and (own is None or own.status == Node.Status.REVOKED):
            yield _served(store, servers)
        else:
            yield _line(
                known,
                own,
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


def _served(store: Store, servers: Sequence[Node]) -> Line:
    return Line(
        name=store.name,
        role=NodeRole.CHANNEL,
        depth=1,
        health=Health.SERVED,
        place=store.number,
        store=store.id,
        servers=servers,
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
    standing = known.standings.get(node.id) if node else None
    group = groups.of(node) if node else ""
    newest = known.newest.get(group, 0)
    return Line(
        name=name,
        role=role,
        depth=1 if role is NodeRole.CHANNEL else 2,
        health=_health(node, standing),
        node=node.id if node else None,
        place=place,
        store=store,
        register=register,
        group=group,
        standing=standing,
        behind=max(0, newest - standing.report.package) if standing else 0,
        samples=known.samples.get(node.id, ()) if node else (),
        muted=_mute(node) if node else None,
    )


def _mute(node: Node) -> Mute | None:
    if node.muted_until is None or node.muted_until <= clock.now():
        return None
    return Mute(until=node.muted_until, reason=node.muted_reason, by=node.muted_by)


def _health(node: Node | None, standing: Standing | None) -> Health:
    if node is None:
        return Health.MISSING
    if node.status == Node.Status.REVOKED:
        return Health.REVOKED
    if standing is None:
        return Health.SILENT
    if any(trouble.code == "node.offline" for trouble in standing.troubles):
        return Health.OFFLINE
    return _worse_than_notice(standing)


def _worse_than_notice(standing: Standing) -> Health:
    severity = worst(standing.troubles)
    is_fine = severity is None or severity is Severity.NOTICE
    return Health.FINE if is_fine else Health.ATTENTION


def _with_figures(lines: tuple[Line, ...], newest: int, published_at: datetime | None) -> Tree:
    reports = [line.report for line in lines[1:] if line.report is not None]
    there = [line for line in lines if line.node is not None]
    health = [line.health for line in there if line.muted is None]
    waiting = [report.oldest_pending_at for report in reports if report.oldest_pending_at]
    return Tree(
        lines=lines,
        nodes=len(there),
        fine=sum(line.health is Health.FINE for line in there),
        offline=health.count(Health.OFFLINE) + health.count(Health.SILENT),
        attention=health.count(Health.ATTENTION),
        muted=sum(line.muted is not None and line.health is not Health.FINE for line in there),
        pending=sum(report.pending for report in reports),
        oldest_pending_at=min(waiting, default=None),
        newest_package=newest,
        published_at=published_at,
    )
