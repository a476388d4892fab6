"""Group keys on their way: sealed at headquarters to each admitted device, opened there."""

from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tillbook.exchange.core.admission import Grant
from tillbook.exchange.core.sealing import seal, unseal
from tillbook.exchange.down.groups import OFFLINE, of
from tillbook.exchange.models import Group, GroupKey
from tillbook.foundation import clock
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


def held_ids() -> list[str]:
    """Return the ids of the keys that this node holds."""
    return list(GroupKey.objects.order_by("id").values_list("id", flat=True))


def grants_for(node: Node, *, held: Iterable[str]) -> list[Grant]:
    """Seal the keys that a device lacks. A revoked device gets none."""
    if node.status != Node.Status.ACTIVE:
        return []
    epochs = dict(Group.objects.values_list("name", "epoch"))
    recipient = bytes.fromhex(node.receive_key)
    return [
        Grant(
            group=row.group,
            epoch=epochs[row.group],
            key_id=row.id,
            sealed=seal(bytes(row.key), recipient=recipient, ephemeral=X25519PrivateKey.generate()),
        )
        for row in GroupKey.objects.filter(group__in=_needed_by(node)).exclude(id__in=list(held))
    ]


def _needed_by(node: Node) -> list[str]:
    """Name the groups whose keys a node needs: its own, and those of the nodes below it."""
    below = Node.objects.filter(parent=node.id, status=Node.Status.ACTIVE)
    return sorted({of(node), *(of(child) for child in below), *_any_below(node)})


def _any_below(node: Node) -> list[str]:
    """Return what a channel node relays from the start: its registers are admitted later."""
    return [OFFLINE] if node.role == NodeRole.CHANNEL else []


def can_receive(receive_key: str) -> bool:
    """Tell whether keys can be sealed to this X25519 public key, hex."""
    try:
        seal(b"", recipient=bytes.fromhex(receive_key), ephemeral=X25519PrivateKey.generate())
    except ValueError:
        return False
    return True


def receive(grants: Iterable[Grant]) -> None:
    """Open and keep keys that were sealed to this device. Safe to repeat. Raises SealBroken."""
    opened = [(grant, unseal(grant.sealed, key=current().keys.receiving)) for grant in grants]
    if not opened:
        return
    with write():
        for grant, key in opened:
            Group.objects.get_or_create(name=grant.group, defaults={"epoch": grant.epoch})
            GroupKey.objects.get_or_create(
                id=grant.key_id,
                defaults={"group": grant.group, "key": key, "made_at": clock.now()},
            )


def grants_by_node(held: dict[UUID, list[str]]) -> dict[UUID, list[Grant]]:
    """Seal for several devices at once, at headquarters."""
    nodes = Node.objects.filter(id__in=list(held))
    return {node.id: grants_for(node, held=held[node.id]) for node in nodes}
