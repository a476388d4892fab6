"""Muting the alarm of a node: somebody knows, and nobody else is to be alarmed for a while."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from tillbook import configuration
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.errors import UnknownNode
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current

LONGEST = timedelta(days=7)
LONGEST_REASON = 120


def muted() -> QuerySet[Node]:
    """Return the nodes whose alarm is muted now. It ends by itself."""
    return Node.objects.filter(muted_until__gt=clock.now())


def mute(actor: Actor, node: UUID, *, length: timedelta, reason: str) -> None:
    """Mute the alarm of a node for a while, from now on, whatever was said before.

    The log keeps who did so, until when and why. Raises PermissionRefused, or UnknownNode, also
    for headquarters itself. Raises ValueError for a length above LONGEST or an unfit reason.
    """
    if not timedelta(0) < length <= LONGEST or not 0 < len(reason) <= LONGEST_REASON:
        raise ValueError("A mute has a reason and ends within a week.")
    until = (clock.now() + length).isoformat()
    _put(actor, node, muted_until=until, muted_reason=reason, muted_by=str(actor.id))


def unmute(actor: Actor, node: UUID) -> None:
    """End it before its time. Safe to repeat. Raises PermissionRefused or UnknownNode."""
    _put(actor, node, muted_until=None, muted_reason="", muted_by=None)


def _put(actor: Actor, node: UUID, **changed: str | None) -> None:
    actor.require(Permission.ENROL_NODES)
    if not Node.objects.filter(id=node).exclude(id=current().id).exists():
        raise UnknownNode
    configuration.put(actor, "node", id=node, document=changed)
