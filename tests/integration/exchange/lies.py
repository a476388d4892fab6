"""What a device says that does not keep to the program: minted by hand, signed by its own key."""

import itertools
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from tests.cast import Network
from tillbook.exchange import serve
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.operations import (
    SCHEMA,
    By,
    EditTime,
    EntityRef,
    Envelope,
    Origin,
    Signed,
    hash_body,
    open_operation,
    seal_body,
    sign,
)
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.models import Entity
from tillbook.exchange.parent_link import Answer
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as

SALT = bytes(16)
_seqs = itertools.count(1)


def lie(
    cast: Network,
    till: ThisNode,
    kind: str,
    entity: tuple[str, UUID],
    patch: Mapping[str, Any],
    *,
    refers: UUID | None = None,
    speaker: tuple[str, str] = ("staff", "cashier"),
) -> Signed:
    """Sign an operation that this program would never mint; its editor has seen everything.

    `speaker` is the kind and the role that it claims to be asked by.
    """
    body = seal_body(dict(patch))
    seen = _stamps_seen(till, entity[1])
    envelope = Envelope(
        id=new_id(),
        kind=kind,
        schema=SCHEMA,
        entity=EntityRef(kind=entity[0], id=entity[1]),
        origin=Origin(node=till.id, incarnation="0" * 16, seq=next(_seqs)),
        by=By(id=cast.cashier, kind=speaker[0], role=speaker[1], store=till.identity.store),
        time=EditTime(wall_ms=clock.milliseconds(), offset_ms=0, boot="", monotonic_ms=0),
        base={unit: seen.get(unit, "") for unit in patch},
        body_hash=hash_body(SALT, body),
        refers=refers,
    )
    return sign(envelope, body, salt=SALT, key=till.keys.signing)


def altered(till: ThisNode, signed: Signed, **parts: Any) -> Signed:
    """Sign an operation once more with other parts of its envelope."""
    opened = open_operation(signed)
    envelope = msgspec.structs.replace(opened.envelope, **parts)
    return sign(envelope, signed.body, salt=SALT, key=till.keys.signing)


def at(till: ThisNode, seq: int, signed: Signed) -> Signed:
    """Sign an operation once more at another position."""
    origin = open_operation(signed).envelope.origin
    return altered(till, signed, origin=msgspec.structs.replace(origin, seq=seq))


def _stamps_seen(till: ThisNode, entity: UUID) -> dict[str, str]:
    with acting_as(till):
        row = Entity.objects.filter(id=entity).first()
    stamps = msgspec.json.decode(bytes(row.stamps), type=Stamps) if row else {}
    return {unit: stamp.operation for unit, stamp in stamps.items()}


def origin_of(signed: Signed) -> UUID:
    return open_operation(signed).envelope.origin.node


def id_of(signed: Signed) -> UUID:
    return open_operation(signed).envelope.id


def tell(node: ThisNode, signed: Signed) -> Answer:
    """Send one operation to a node, as a batch."""
    with acting_as(node):
        [answer] = serve.take([signed], child=origin_of(signed), patience=NONE)
    return answer
