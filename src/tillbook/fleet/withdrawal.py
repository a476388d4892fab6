"""Withdrawing a device: headquarters takes nothing more from it and gives it nothing more."""

from uuid import UUID

from tillbook import configuration
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.errors import UnknownNode
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current


def withdraw(actor: Actor, node: UUID) -> None:
    """Withdraw a device for good, at headquarters. Safe to repeat.

    Its key stays known, so that what it signed can be verified. It comes back by a new code only,
    as another node. Raises PermissionRefused, or UnknownNode, also for headquarters itself.
    """
    actor.require(Permission.ENROL_NODES)
    if not Node.objects.filter(id=node).exclude(id=current().id).exists():
        raise UnknownNode
    status = {"status": Node.Status.REVOKED.value}
    configuration.put(actor, "node", id=node, document=status)
