"""Questions about the nodes of the chain."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import LocalState, Node, NodeReport, serving
from tillbook.nodes.this_node import current


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
    #: The stores that it serves, its own among them.
    stores: tuple[UUID, ...] = ()
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
        rows = rows.filter(serving(actor.store))
    reports = NodeReport.objects.in_bulk([row.id for row in rows])
    return [_standing(row, reports.get(row.id)) for row in rows]


def stores_here() -> tuple[UUID, ...]:
    """Return the stores that this node serves, as far as headquarters' word on it has come."""
    this = current()
    row = Node.objects.filter(id=this.id).first()
    own = this.identity.store
    return row.stores if row else (own,) if own else ()


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
        stores=row.stores,
        last_contact=report.at if report else None,
        pending=report.pending if report else 0,
        attention=report.attention if report else 0,
        package=report.package if report else 0,
        version=report.version if report else "",
    )
