"""Which nodes have not yet applied the newest change of one piece of configuration."""

from uuid import UUID

from tillbook.exchange.down import groups
from tillbook.exchange.models import Change
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.this_node import current


def lacking(entity: UUID) -> list[Node]:
    """Return the nodes that still act on an older state of it, by name.

    A node that has never reported counts among them. Nothing is lacking that never changed.
    Four queries. Source: AR-074.
    """
    newest = _packages(entity)
    if not newest:
        return []
    reached = dict(NodeReport.objects.values_list("node", "package"))
    nodes = Node.objects.filter(status=Node.Status.ACTIVE).exclude(id=current().id).order_by("name")
    return [node for node in nodes if _lacks(newest, groups.of(node), reached.get(node.id, 0))]


def _packages(entity: UUID) -> dict[str, int | None]:
    """Return by group the package of the newest change; None while no package holds it."""
    rows = Change.objects.filter(entity=entity, operation__isnull=True).order_by("id")
    return dict(rows.values_list("group", "package"))


def _lacks(newest: dict[str, int | None], group: str, reached: int) -> bool:
    if group not in newest:
        return False
    package = newest[group]
    return package is None or reached < package
