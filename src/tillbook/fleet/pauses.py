"""Which nodes take no data for a while: their configuration says so, and their parent tells them.

They hear it at each contact, because what they would have to take to hear it is what is paused.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from tillbook.nodes.models import Node

#: Where configuration says it: which of some registers are paused. Asked at every parent.
_configured: list[Callable[[Collection[UUID]], set[UUID]]] = []


def offer_pauses(read: Callable[[Collection[UUID]], set[UUID]]) -> None:
    """Say where it stands which of some registers take no data now."""
    _configured[:] = [read]


def is_paused(node: UUID) -> bool:
    """Tell whether a child takes no data now, as far as this node knows."""
    return bool(paused(Node.objects.filter(id=node)))


def paused(nodes: Collection[Node]) -> set[UUID]:
    """Return which of some nodes take no data now. Source: AR-102."""
    by_register = {node.register: node.id for node in nodes if node.register is not None}
    found = {one for read in _configured for one in read(by_register.keys())}
    return {id for register, id in by_register.items() if register in found}
