"""What the exchange itself offers to the exchange: the nodes of the tree."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tillbook import configuration
from tillbook.configuration import PUT, REMOVE, portable
from tillbook.configuration.tables import table_kind
from tillbook.configuration.uses import NAMED, Use
from tillbook.exchange import kinds
from tillbook.exchange.core.units import Document
from tillbook.exchange.up.controls import DISCARD_KIND, RETRY_KIND
from tillbook.nodes.models import Node, serving

NODE = table_kind(
    "node",
    Node,
    fields=(
        "role",
        "name",
        "parent",
        "store",
        "further",
        "register",
        "sign_key",
        "receive_key",
        "status",
        "group",
        "muted_until",
        "muted_reason",
        "muted_by",
    ),
    # Its operations are verified by its key for as long as anybody keeps them.
    permanent=True,
)


def _devices_of_store(store: Document) -> Iterable[Use]:
    return _devices(Node.objects.filter(serving(store["id"])))


def _devices_of_register(register: Document) -> Iterable[Use]:
    return _devices(Node.objects.filter(register=register["id"]))


def _devices(rows: QuerySet[Node]) -> Iterable[Use]:
    names = rows.order_by("name").values_list("name", flat=True)[:NAMED]
    return [Use(kind=NODE.name, count=rows.count(), names=tuple(names))]


def offer() -> None:
    """Register the engine's own kinds."""
    kinds.offer(
        entities=[NODE],
        operations=[PUT, REMOVE, DISCARD_KIND, RETRY_KIND],
    )
    portable.tell({NODE.name: portable.STAYS})
    configuration.offer(uses={"store": _devices_of_store, "register": _devices_of_register})
