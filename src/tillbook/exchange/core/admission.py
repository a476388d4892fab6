"""What a device and headquarters say to each other when the device joins, and how each proves it."""

import hashlib
import hmac
from typing import Annotated
from uuid import UUID

import msgspec

from tillbook.nodes.errors import EnrolmentRefused
from tillbook.nodes.identity import NodeRole

#: How a node passes a request on to its parent.
QUESTION = "exchange.enrol"
#: Characters of a code that name it; the rest is the secret, which never travels.
CODE_ID_LENGTH = 4


class Grant(msgspec.Struct, frozen=True):
    """A group key on its way to one device."""

    group: str
    epoch: str
    key_id: str
    sealed: bytes


#: The rest of the program counts on it: a key of another form stops whoever seals for it.
_PublicKey = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Mac = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_CodeId = Annotated[str, msgspec.Meta(pattern="^[!-~]{1,8}$")]


class Request(msgspec.Struct, frozen=True):
    """What a device sends."""

    code: _CodeId
    #: Public keys, hex.
    sign_key: _PublicKey
    receive_key: _PublicKey
    #: HMAC by the code's secret, hex.
    proof: _Mac
    #: The node that the device called first, filled in by that node.
    via: UUID | None = None


class Admission(msgspec.Struct, frozen=True):
    """What headquarters answers: who the device is from now on."""

    node: UUID
    role: NodeRole
    name: str
    store: UUID | None
    register: UUID | None
    parent: UUID
    headquarters: UUID
    headquarters_key: bytes
    grants: list[Grant]


class Sealed(msgspec.Struct, frozen=True):
    """An admission with headquarters' proof that it knows the code."""

    content: bytes
    mac: str


def split_code(code: str) -> tuple[str, str]:
    """Split what a person typed into the part that names the code and its secret."""
    plain = code.replace("-", "").replace(" ", "").upper()
    return plain[:CODE_ID_LENGTH], plain[CODE_ID_LENGTH:]


def prove(secret: str, *parts: bytes) -> str:
    """Return the HMAC-SHA256 over the parts, hex."""
    material = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(secret.encode(), material, hashlib.sha256).hexdigest()


def read_admission(sealed: Sealed, secret: str) -> Admission:
    """Prove that the answer comes from the headquarters that made the code.

    Raises EnrolmentRefused.
    """
    if not hmac.compare_digest(sealed.mac, prove(secret, b"admission", sealed.content)):
        raise EnrolmentRefused
    return msgspec.json.decode(sealed.content, type=Admission)
