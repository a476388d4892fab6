"""Letting a value that lost be: somebody has looked at it, and what stands is right."""

from uuid import UUID

from tillbook.customers.errors import UnknownConflict
from tillbook.exchange.models import Conflict
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


def dismiss_conflict(actor: Actor, customer: UUID, conflict: int) -> None:
    """Take a value that lost off the lists, at headquarters; who did so and when is kept with it.

    The history still shows both changes. Raises PermissionRefused or UnknownConflict.
    """
    actor.require(Permission.EDIT_CUSTOMERS)
    if not current().is_root:
        raise UnknownConflict
    rows = Conflict.objects.filter(entity=customer, id=conflict, dismissed_at=None)
    with write():
        done = rows.update(dismissed_at=clock.now(), dismissed_by=actor.id)
    if not done:
        raise UnknownConflict
