"""Gathering the facts of a record's way, each at the node that knows it, upward by a question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange import kinds, parent_link, valves
from tillbook.exchange.core.scope import KindRule, Rule, holds, kind_rule, read_rule
from tillbook.exchange.down import groups
from tillbook.exchange.errors import ExchangeError, ParentRefused, ParentUnreachable
from tillbook.exchange.log import images
from tillbook.exchange.models import Change, Entity, Group, Member, Operation, Package, Valve
from tillbook.fleet import pauses, queries
from tillbook.fleet.report import newest_here, own_details
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.health.rules.troubles import SILENT_AFTER_S
from tillbook.health.rules.why import (
    AtRoot,
    Explanation,
    Facts,
    Here,
    Seen,
    Waiting,
    explain,
)
from tillbook.health.standing import details_of, failing_package
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.this_node import current
from tillbook.stores.models import Register

QUESTION = "health.way"
TIMEOUT_S = 2.0
#: Packages with the record that are looked at.
_PACKAGES = 50
_OPEN = (Operation.State.PENDING, Operation.State.HELD, Operation.State.ATTENTION)
_indexes: dict[str, Callable[[UUID], bool]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is known of a record's way to one node, or to a register that has none."""

    node: Node | None
    explanation: Explanation


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The question as it travels: ids only, never a name."""

    kind: str
    id: UUID
    node: UUID


def offer_index(kind: str, is_indexed: Callable[[UUID], bool]) -> None:
    """Register how to tell whether search finds a record of a kind at this node."""
    _indexes[kind] = is_indexed


def ways(actor: Actor, kind: str, entity: UUID, nodes: Iterable[Node]) -> list[Way]:
    """Explain at headquarters why each node shows a record or not. Few queries for all nodes.

    Raises PermissionRefused.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    listed = list(nodes)
    found = _facts(kind, entity, listed)
    return [
        Way(node=node, explanation=explain(facts))
        for node, facts in zip(listed, found, strict=True)
    ]


def every_way(actor: Actor, kind: str, entity: UUID) -> list[Way]:
    """Explain for this node why it shows a record or not; at headquarters for all others.

    Raises PermissionRefused.
    """
    this = current()
    if this.is_root:
        nodes = Node.objects.exclude(id=this.id).order_by("name")
        return ways(actor, kind, entity, nodes)
    node = Node.objects.filter(id=this.id).first()
    return [Way(node=node, explanation=way_here(actor, kind, entity))]


def way_to(actor: Actor, kind: str, entity: UUID, register: Register) -> Way:
    """Explain why a register shows a record or not, from this node's and headquarters' knowledge.

    Raises PermissionRefused.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    node = Node.objects.filter(register=register.id).order_by("-id").first()
    if node is None:
        root = _at_root(kind, entity, groups.OFFLINE) if current().is_root else None
        facts = Facts(root=root, node=Seen(name=register.name, status="missing"))
        return Way(node=None, explanation=explain(facts))
    if node.id == current().id:
        return Way(node=node, explanation=way_here(actor, kind, entity))
    if current().is_root:
        return ways(actor, kind, entity, [node])[0]
    facts = _with_own(_from_above(kind, entity, node.id), node)
    return Way(node=node, explanation=explain(facts))


def _facts(kind: str, entity: UUID, nodes: Sequence[Node]) -> list[Facts]:
    """Return headquarters' facts for nodes; what is the same for a group is read once."""
    reports = {report.node: report for report in NodeReport.objects.all()}
    known = {node.id: node for node in Node.objects.all()}
    at_root = {name: _at_root(kind, entity, name) for name in {groups.of(node) for node in nodes}}
    found = []
    for node in nodes:
        group, above = groups.of(node), known.get(node.parent) if node.parent else None
        facts = Facts(
            root=at_root[group],
            parent=_parent(above, reports, group),
            node=_seen(node, reports.get(node.id), group),
        )
        found.append(facts)
    return found


def way_here(actor: Actor, kind: str, entity: UUID) -> Explanation:
    """Explain at a node why it shows a record or not; headquarters is asked for its part.

    Raises PermissionRefused.
    """
    actor.require(Permission.FIND_CUSTOMERS)
    node, here = current(), _here(kind, entity)
    facts = _from_above(kind, entity, node.id)
    own = msgspec.structs.replace(
        facts.node or Seen(node=node.id, name=node.identity.name),
        status="active",
        is_offline=not node.parent.is_reachable,
        package=queries.applied_package(),
        failing=failing_package(own_details()),
        is_paused=node.parent.pauses_data,
    )
    return explain(msgspec.structs.replace(facts, node=own, here=here))


def answer_way(actor: Actor, params: Mapping[str, Any]) -> Any:
    """Answer a child that wants to know what is known above it. Raises ParentRefused."""
    try:
        asked = msgspec.convert(params, _Asked)
    except msgspec.ValidationError as error:
        raise ParentRefused(f"This question cannot be read: {error}") from error
    node = Node.objects.filter(id=asked.node).first()
    asker = Node.objects.filter(id=actor.node).first()
    if node is None or asker is None or node.store not in asker.stores:
        raise ParentRefused("A node asks for itself and for the nodes of its own stores.")
    if current().is_root:
        return msgspec.to_builtins(_facts(asked.kind, asked.id, [node])[0])
    return msgspec.to_builtins(_with_own(_from_above(asked.kind, asked.id, node.id), node))


def _from_above(kind: str, entity: UUID, node: UUID) -> Facts:
    """Ask the parent what it and those above it know; nothing when it cannot be asked."""
    parent = current().parent
    if not parent.is_reachable:
        return Facts()
    params = msgspec.to_builtins(_Asked(kind=kind, id=entity, node=node))
    try:
        told = parent_link.link().ask(QUESTION, params, timeout_s=TIMEOUT_S)
    except ParentUnreachable:
        parent.failed()
        return Facts()
    except ExchangeError:
        return Facts()
    return msgspec.convert(told, Facts)


def _with_own(facts: Facts, child: Node) -> Facts:
    """Replace what headquarters believes of this store and its child by what is known here."""
    group, node = groups.of(child), current()
    relayed = newest_here(group)
    own = Seen(node=node.id, name=node.identity.name, package=relayed)
    report = NodeReport.objects.filter(node=child.id).first()
    seen = _seen(child, report, group) if report else facts.node
    return msgspec.structs.replace(facts, parent=own, node=seen)


def _parent(above: Node | None, reports: Mapping[UUID, NodeReport], group: str) -> Seen | None:
    is_between = above is not None and above.role == NodeRole.CHANNEL
    return _seen(above, reports.get(above.id), group) if above and is_between else None


def _seen(node: Node, report: NodeReport | None, group: str) -> Seen:
    """Return what a node's last report says of how far it is in a group."""
    if node.status != Node.Status.ACTIVE:
        return Seen(node=node.id, name=node.name, status="revoked")
    if report is None:
        return Seen(node=node.id, name=node.name, status="silent")
    details = details_of(report)
    own = groups.of(node) == group
    return Seen(
        node=node.id,
        name=node.name,
        is_offline=clock.now() - report.at > timedelta(seconds=SILENT_AFTER_S),
        last_contact_ms=int(report.at.timestamp() * 1000),
        package=report.package if own else details.relays.get(group),
        failing=failing_package(details) if own else None,
        is_paused=own and pauses.is_paused(node.id),
    )


def _here(kind: str, entity: UUID) -> Here:
    """Return what this node itself shows of a record."""
    row = Entity.objects.filter(id=entity).first()
    has_row = kinds.knows_entity(kind) and bool(kinds.entity_kind(kind).read([entity]))
    is_indexed = _indexes.get(kind)
    return Here(
        has_row=has_row,
        is_indexed=is_indexed(entity) if has_row and is_indexed else None,
        version=row.version if row else 0,
        waiting=_waiting(entity),
        parent=current().parent.state.value,
        is_upload_shut=not valves.is_open(valves.UPLOAD),
    )


def _waiting(entity: UUID) -> Waiting | None:
    """Return the newest operation that has no final word here; one at fault comes first."""
    rows = list(Operation.objects.filter(entity=entity, state__in=_OPEN).order_by("-position"))
    if not rows:
        return None
    row = next((row for row in rows if row.state == Operation.State.ATTENTION), rows[0])
    name = Node.objects.values_list("name", flat=True).filter(id=row.origin).first()
    return Waiting(
        operation=row.id,
        state=row.state,
        reason=row.reason,
        since_ms=int(row.minted_at.timestamp() * 1000),
        origin=row.origin,
        node=name or "",
    )


def _at_root(kind: str, entity: UUID, group: str) -> AtRoot:
    """Return what headquarters knows of a record and of one group."""
    row = Entity.objects.filter(id=entity).first()
    settings = Group.objects.filter(name=group).first()
    rule = read_rule(settings.rule) if settings else Rule()
    scope, field = _scope(rule, kind, entity) if row and not row.removed else ("in", "")
    changes = Change.objects.filter(group=group, entity=entity, operation__isnull=True)
    is_unpacked = scope == "in" and changes.filter(package__isnull=True).exists()
    packed = changes.filter(package__isnull=False).order_by("-package")
    found = packed.values_list("package", flat=True)[:_PACKAGES]
    numbers = list(dict.fromkeys(number for number in found if number is not None))
    published = Package.objects.filter(group=group, number__in=numbers, cancelled_at__isnull=True)
    named = dict(published.values_list("number", "name"))
    return AtRoot(
        version=row.version if row else 0,
        removed=row.removed if row else "",
        waiting=_waiting(entity),
        group=group,
        is_paused=settings.paused if settings else False,
        scope=scope,
        field=field,
        is_member=Member.objects.filter(group=group, entity=entity).exists(),
        is_unpacked=is_unpacked,
        job=_shut_job(kind) if is_unpacked else "",
        unpublished=next((number for number, name in named.items() if not name), 0),
        packages=[number for number in numbers if named.get(number)],
    )


def _scope(rule: Rule, kind: str, entity: UUID) -> tuple[str, str]:
    """Say whether a rule lets a record in; else by what it is kept out."""
    found = kind_rule(rule, kind)
    if found is None:
        return "kind", ""
    image = images.load(kinds.entity_kind(kind), [entity]).get(entity)
    if image is None or holds(rule, kind, image.document):
        return "in", ""
    fields = [
        name
        for name, values in found.where.items()
        if not holds(Rule(kinds={kind: KindRule(where={name: values})}), kind, image.document)
    ]
    return "where", ", ".join(fields)


def _shut_job(kind: str) -> str:
    """Return the job that lets a kind through, when it waits for a run."""
    shut, _ = valves.shut_kinds()
    rows = Valve.objects.filter(direction=Valve.Direction.DOWNLOAD)
    return next((row.name for row in rows if kind in row.kinds and kind in shut), "")
