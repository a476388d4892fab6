"""Operations as they travel: signed by the device that minted them, opened by whoever keeps them."""

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tillbook.exchange.core import operations
from tillbook.exchange.core.errors import AlteredOperation
from tillbook.exchange.core.merge import Edit
from tillbook.exchange.core.operations import (
    SCHEMA,
    By,
    EditTime,
    EntityRef,
    Envelope,
    Origin,
    Signed,
)
from tillbook.simulator.kinds import Op

_INCARNATION = "0" * 16
#: Stands in the body of an operation over which a parent with a mistake breaks down.
BREAKS = "breaks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A node's name, id and key."""

    name: str
    id: UUID
    key: Ed25519PrivateKey
    public: bytes


def new_device(name: str, rng: Random) -> Device:
    """Draw a device."""
    key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    public = key.public_key().public_bytes_raw()
    return Device(name=name, id=UUID(int=rng.getrandbits(128)), key=key, public=public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks for, before it is signed."""

    id: UUID
    kind: str
    entity_kind: str
    entity: UUID
    patch: dict[str, Any]
    base: dict[str, str]
    wall_ms: int
    offset_ms: int
    refers: UUID | None = None
    breaks: bool = False


@dataclass(slots=True)
class Devices:
    """Every device that headquarters admitted, by its id: what each node knows of the others."""

    admitted: dict[UUID, Device] = field(default_factory=dict)

    def admit(self, device: Device) -> None:
        """Let everybody trust a device."""
        self.admitted[device.id] = device

    def prove(self, signed: Signed) -> Op:
        """Open an operation and prove who minted it. Raises AlteredOperation or MalformedOperation."""
        envelope = opened(signed).envelope
        device = self.admitted.get(envelope.origin.node)
        if device is None:
            raise AlteredOperation("An operation comes from a device that nobody admitted.")
        _verify(signed, device.public)
        return _op(signed, device.name)


def sign(
    asked: Asked, device: Device, *, claims: Device | None = None, seq: int, salt: bytes
) -> Signed:
    """Sign what somebody asked for at a device; a forger `claims` that another minted it."""
    reason = BREAKS if asked.breaks else ""
    body = operations.seal_body(asked.patch, reason=reason)
    envelope = Envelope(
        id=asked.id,
        kind=asked.kind,
        schema=SCHEMA,
        entity=EntityRef(kind=asked.entity_kind, id=asked.entity),
        origin=Origin(node=(claims or device).id, incarnation=_INCARNATION, seq=seq),
        by=By(id=device.id, kind="staff", role="associate"),
        time=EditTime(wall_ms=asked.wall_ms, offset_ms=asked.offset_ms, boot="", monotonic_ms=0),
        base=asked.base,
        body_hash=operations.hash_body(salt, body),
        refers=asked.refers,
    )
    return operations.sign(envelope, body, salt=salt, key=device.key)


def altered(signed: Signed) -> Signed:
    """Return an operation whose body somebody changed on the way."""
    return msgspec.structs.replace(signed, body=flipped(signed.body))


def flipped(content: bytes) -> bytes:
    """Return bytes of which one bit is another."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@lru_cache(maxsize=4096)
def opened(signed: Signed) -> operations.Opened:
    """Decode an operation and prove that its body is its own. Raises ExchangeFault."""
    return operations.open_operation(signed)


def breaks(signed: Signed) -> bool:
    """Tell whether a parent with a mistake breaks down over an operation; bytes may be anyone's."""
    return BREAKS.encode() in signed.body


@lru_cache(maxsize=4096)
def _verify(signed: Signed, public: bytes) -> None:
    operations.verify(signed, public)


@lru_cache(maxsize=4096)
def _op(signed: Signed, origin: str) -> Op:
    envelope, body = opened(signed).envelope, opened(signed).body
    return Op(
        id=envelope.id,
        kind=envelope.kind,
        entity_kind=envelope.entity.kind,
        entity=envelope.entity.id,
        edit=Edit(
            operation=envelope.id.hex,
            patch=body.patch,
            base=envelope.base,
            edited_ms=envelope.time.wall_ms + envelope.time.offset_ms,
        ),
        origin=origin,
        refers=envelope.refers,
        breaks=body.reason == BREAKS,
        signed=signed,
    )
