"""Telling every node up to which position of its log headquarters' backups hold everything."""

from tillbook.exchange.errors import ExchangeError
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import LocalState
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


class NoSuchPosition(ExchangeError):
    """A backup cannot hold what the log does not."""

    code = "backup.position"


def position() -> int:
    """Return the newest position of this node's log: note it before a backup begins."""
    return LocalState.objects.values_list("position", flat=True).get()


def note_backup(actor: Actor, *, holds: int) -> None:
    """Note at headquarters that a backup holds the log up to a position; every node is told.

    Raises PermissionRefused, or NoSuchPosition: the log does not reach so far, or an earlier
    backup holds more.
    """
    actor.require(Permission.CONFIGURE)
    with write():
        state = LocalState.objects.select_for_update().get()
        if not state.backup <= holds <= state.position:
            raise NoSuchPosition(
                f"The log ends at position {state.position}, and {state.backup} is backed up.",
                remedy="Give the position that was noted before the backup began.",
            )
        LocalState.objects.update(backup=holds)
    current().wake.package.set()
