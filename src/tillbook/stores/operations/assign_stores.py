"""Saying which stores a server serves besides the one that it was enrolled for."""

from collections.abc import Collection
from uuid import UUID

from tillbook import configuration
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.errors import UnknownNode
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import LATE_MS, Node
from tillbook.stores.errors import UnknownStore
from tillbook.stores.models import Store


def assign_stores(
    actor: Actor, node: UUID, stores: Collection[UUID], *, expected: str | None = None
) -> None:
    """Let a server serve these stores, at headquarters, and no others but its own. Safe to repeat.

    What was asked at it for a store before that was taken away is still decided, for a month.
    `expected` is the tag of the node that the person saw. Raises PermissionRefused, UnknownNode, also
    for a register's, UnknownStore or StaleEdit.
    """
    actor.require(Permission.ENROL_NODES)
    row = Node.objects.filter(id=node, role=NodeRole.CHANNEL, status=Node.Status.ACTIVE).first()
    if row is None:
        raise UnknownNode
    wanted = set(stores) - {row.store}
    known = set(Store.objects.filter(id__in=wanted).values_list("id", flat=True))
    if missing := wanted - known:
        raise UnknownStore(str(min(missing)))
    now_ms = clock.milliseconds()
    former = {
        id: now_ms if until is None else until
        for id, until in row.further.items()
        if until is None or now_ms <= until + LATE_MS
    }
    further = former | {str(id): None for id in wanted}
    configuration.put(actor, "node", id=node, document={"further": further}, expected=expected)
