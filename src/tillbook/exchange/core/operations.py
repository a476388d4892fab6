"""Operations as bytes: the envelope, its salted body, the device's signature, and verdicts.

Hash and signature are over the bytes as minted; they are stored and sent verbatim and never
serialised again to be verified.
"""

import hashlib
import hmac
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tillbook.exchange.core.errors import AlteredOperation, MalformedOperation

SCHEMA = 1
#: Closes another operation; changes no entity itself.
DISCARD = "operation.discard"
#: Lets headquarters decide another operation anew.
RETRY = "operation.retry"
#: Kinds that speak of another operation and hold nothing of an entity.
CONTROLS = frozenset({DISCARD, RETRY})
#: Parameters of a verdict that discards: the correction that took the operation's place, and the
#: creation with which it was discarded.
CORRECTED, ALONG_WITH = "corrected", "along_with"

#: Bounds of what databases and calendars hold, in every time zone: anything outside is no operation.
_Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_214_399_999)]
_Offset = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
_Position = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
_KindName = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
_EntityName = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
_Unit = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Origin(msgspec.Struct, frozen=True):
    """The position of an operation in the log of the node that minted it."""

    node: UUID
    #: 16 hex digits, new after a first start, a restore or a suspected clone.
    incarnation: str
    #: Without gaps inside one incarnation, from 1.
    seq: _Position


class EntityRef(msgspec.Struct, frozen=True):
    """What an operation is about."""

    kind: _EntityName
    id: UUID


class By(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who asked, and where."""

    id: UUID
    kind: str
    role: str
    store: UUID | None = None
    register: UUID | None = None
    #: Who approved it on the spot, where the role alone was not enough.
    approver: UUID | None = None


class EditTime(msgspec.Struct, frozen=True):
    """When it was asked, by the clocks of the minting node, all in milliseconds."""

    wall_ms: _Milliseconds
    #: Estimated parent clock minus own clock at the last contact.
    offset_ms: _Offset
    boot: str
    monotonic_ms: int

    @property
    def claimed_ms(self) -> int:
        """The time that the node claims, by its parent's clock."""
        return self.wall_ms + self.offset_ms


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """What everyone may read of an operation. Personal data stands only in the body."""

    id: UUID
    kind: _KindName
    schema: int
    entity: EntityRef
    origin: Origin
    by: By
    time: EditTime
    #: unit -> operation id (hex) of the stamp that the editor saw; "" when there was none.
    base: dict[_Unit, str]
    #: SHA-256 over salt and body, hex.
    body_hash: str
    #: Operations that must be decided first.
    deps: tuple[UUID, ...] = ()
    #: The operation that this one corrects or closes.
    refers: UUID | None = None


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """The part that an erasure can empty; the chain still verifies."""

    patch: dict[_Unit, Any]
    reason: str = ""


class Signed(msgspec.Struct, frozen=True):
    """An operation as it is stored and travels. In JSON, bytes are base64."""

    envelope: bytes
    signature: bytes
    salt: bytes
    body: bytes


class Opened(msgspec.Struct, frozen=True):
    """A signed operation with its parts decoded."""

    signed: Signed
    envelope: Envelope
    body: Body


class Outcome(StrEnum):
    """What headquarters says of an operation."""

    APPLIED = "applied"
    #: Applied; some units lost against another edit.
    MERGED = "merged"
    #: Nothing changed: the same thing exists already.
    DUPLICATE = "duplicate"
    #: In custody; waits for another operation.
    HELD = "held"
    #: In custody; a person must look at it.
    QUARANTINED = "quarantined"
    #: Closed by a person, with a reason.
    DISCARDED = "discarded"


FINAL = frozenset({Outcome.APPLIED, Outcome.MERGED, Outcome.DUPLICATE, Outcome.DISCARDED})


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """Headquarters' word on one operation. A repeat of the operation is answered with the same."""

    operation: UUID
    outcome: Outcome
    #: Version of the entity that holds the result; 0 when nothing was written.
    version: int = 0
    #: Units that headquarters assigned, such as the account number.
    assigned: dict[str, Any] = {}
    #: Stable code and parameters for a person's language; free of personal data.
    reason: str = ""
    params: dict[str, str] = {}
    decided_ms: int = 0
    #: Position of the operation in headquarters' log; 0 where a release did not tell.
    receipt: int = 0


_decode_envelope = msgspec.json.Decoder(Envelope).decode
_decode_body = msgspec.json.Decoder(Body).decode


def hash_body(salt: bytes, body: bytes) -> str:
    """Return the salted hash that the envelope carries, hex."""
    return hashlib.sha256(salt + body).hexdigest()


def seal_body(patch: dict[str, Any], *, reason: str = "") -> bytes:
    """Serialise a body. Keys are sorted so that equal content gives equal bytes at minting."""
    return msgspec.json.encode(Body(patch=patch, reason=reason), order="sorted")


def sign(envelope: Envelope, body: bytes, *, salt: bytes, key: Ed25519PrivateKey) -> Signed:
    """Sign an envelope with the device key over its bytes as minted."""
    encoded = msgspec.json.encode(envelope, order="sorted")
    return Signed(envelope=encoded, signature=key.sign(encoded), salt=salt, body=body)


def open_operation(signed: Signed) -> Opened:
    """Decode a signed operation and prove that the body belongs to it.

    Raises MalformedOperation when it is not in this form and AlteredOperation when the body does
    not match its hash. The signature is proven separately by `verify`.
    """
    try:
        envelope, body = _decode_envelope(signed.envelope), _decode_body(signed.body)
    except (ValueError, RecursionError) as error:
        raise MalformedOperation(f"An operation could not be read: {error}") from error
    if not hmac.compare_digest(hash_body(signed.salt, signed.body), envelope.body_hash):
        raise AlteredOperation("The body of an operation does not match its envelope.")
    return Opened(signed=signed, envelope=envelope, body=body)


@lru_cache(maxsize=1024)
def _public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def origin_in(envelope: bytes) -> Origin:
    """Return the position that an envelope of the log names."""
    return _decode_envelope(envelope).origin


def verify(signed: Signed, public_key: bytes) -> None:
    """Prove that the device with this Ed25519 key signed the envelope.

    Raises AlteredOperation otherwise.
    """
    try:
        _public_key(public_key).verify(signed.signature, signed.envelope)
    except (InvalidSignature, ValueError) as error:
        raise AlteredOperation("The signature of an operation is not its device's.") from error
