"""What the exchange itself offers to the exchange: the nodes of the tree."""

from tillbook.exchange import kinds
from tillbook.exchange.configuration import PUT
from tillbook.exchange.discard import DISCARD_KIND
from tillbook.exchange.flat import flat_kind
from tillbook.nodes.models import Node

NODE = flat_kind(
    "node",
    Node,
    fields=(
        "role",
        "name",
        "parent",
        "store",
        "register",
        "sign_key",
        "receive_key",
        "status",
    ),
)


def offer() -> None:
    """Register the engine's own kinds."""
    kinds.offer(entities=[NODE], operations=[PUT, DISCARD_KIND])
