"""Request tokens between nodes: the child signs (itself, its parent, the time, a nonce)."""

import base64
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tillbook.exchange.core.errors import BadToken

LIFETIME_MS = 60_000


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """What a token says."""

    node: UUID
    parent: UUID
    issued_ms: int
    nonce: str


def issue(claim: Claim, key: Ed25519PrivateKey) -> str:
    """Sign a claim; the result fits in a header."""
    content = msgspec.json.encode(claim)
    return base64.urlsafe_b64encode(key.sign(content) + content).decode()


def read(token: str) -> tuple[Claim, bytes, bytes]:
    """Split a token into its claim, its signature and the signed content. Raises BadToken."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
        return msgspec.json.decode(raw[64:], type=Claim), raw[:64], raw[64:]
    except (ValueError, RecursionError) as error:
        raise BadToken("A node's token could not be read.") from error


def check(token: str, *, public_key: bytes, parent: UUID, now_ms: int) -> Claim:
    """Prove a token: signed by this device, for this parent, at most a minute old or ahead.

    Raises BadToken. That a nonce is used once is the caller's to remember, for LIFETIME_MS.
    """
    claim, signature, content = read(token)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError) as error:
        raise BadToken("A node's token was signed by another device.") from error
    if claim.parent != parent:
        raise BadToken("A node's token was made for another parent.")
    if abs(now_ms - claim.issued_ms) > LIFETIME_MS:
        raise BadToken(
            "A node's token has expired.",
            remedy="Check the clocks of both nodes; they may differ by at most a minute.",
        )
    return claim
