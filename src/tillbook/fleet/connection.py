"""Operation 917: a person disconnects the node from its parent, and connects it again."""

from tillbook.exchange.errors import ExchangeError
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import LocalState
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


class NoParent(ExchangeError):
    """Headquarters has nothing to disconnect from."""

    code = "connection.root"


def disconnect(actor: Actor) -> None:
    """Stop both directions until somebody connects again; survives a restart.

    Raises NoParent at headquarters.
    """
    _remember(actor, disconnected=True)
    current().parent.disconnect()


def connect(actor: Actor) -> None:
    """Start both directions again; what waited is sent without further action.

    Raises NoParent at headquarters.
    """
    _remember(actor, disconnected=False)
    node = current()
    node.parent.connect()
    node.wake.contact.set()


def require_parent() -> None:
    """Raise NoParent at headquarters."""
    if current().is_root:
        raise NoParent(
            "Headquarters has no parent to disconnect from.",
            remedy="Disconnect the store or the register instead.",
        )


def restore() -> None:
    """Take up the state that the last process left, at start."""
    if LocalState.objects.filter(disconnected=True).exists():
        current().parent.disconnect()


def _remember(actor: Actor, *, disconnected: bool) -> None:
    actor.require(Permission.SWITCH_CONNECTION)
    require_parent()
    with write():
        LocalState.objects.update(disconnected=disconnected)
