"""Questions about the nodes of the chain."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import LocalState, Node, NodeReport


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStanding:
    """An admitted node and its last report to this node; None and 0 before the first."""

    id: UUID
    role: str
    name: str
    parent: UUID | None
    store: UUID | None
    register: UUID | None
    status: str
    last_contact: datetime | None = None
    pending: int = 0
    attention: int = 0
    package: int = 0
    version: str = ""


def nodes(actor: Actor) -> list[NodeStanding]:
    """List the admitted nodes that an actor may see, by name. Raises PermissionRefused."""
    actor.require(Permission.ENROL_NODES)
    rows: QuerySet[Node] = Node.objects.order_by("name")
    if actor.store is not None:
        rows = rows.filter(store=actor.store)
    reports = NodeReport.objects.in_bulk([row.id for row in rows])
    return [_standing(row, reports.get(row.id)) for row in rows]


def database_answers() -> bool:
    """Tell whether the node's own row can be read."""
    return LocalState.objects.exists()


def _standing(row: Node, report: NodeReport | None) -> NodeStanding:
    return NodeStanding(
        id=row.id,
        role=row.role,
        name=row.name,
        parent=row.parent,
        store=row.store,
        register=row.register,
        status=row.status,
        last_contact=report.at if report else None,
        pending=report.pending if report else 0,
        attention=report.attention if report else 0,
        package=report.package if report else 0,
        version=report.version if report else "",
    )
