"""Sealing a secret to one device: X25519, HKDF-SHA256, AES-256-GCM (the shape of RFC 9180)."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tillbook.exchange.core.errors import SealBroken

_PUBLIC_KEY_BYTES = 32
_INFO = b"tillbook sealed to a device, 1"


def seal(secret: bytes, *, recipient: bytes, ephemeral: X25519PrivateKey) -> bytes:
    """Seal bytes so that only the holder of the recipient's X25519 key opens them.

    `ephemeral` must be a fresh key for each call: it makes the key and so the nonce unique.
    """
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    key, nonce = _derive(shared, sender + recipient)
    return sender + AESGCM(key).encrypt(nonce, secret, sender)


def unseal(sealed: bytes, *, key: X25519PrivateKey) -> bytes:
    """Open bytes sealed to this key. Raises SealBroken."""
    sender, ciphertext = sealed[:_PUBLIC_KEY_BYTES], sealed[_PUBLIC_KEY_BYTES:]
    recipient = key.public_key().public_bytes_raw()
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(sender))
        opening_key, nonce = _derive(shared, sender + recipient)
        return AESGCM(opening_key).decrypt(nonce, ciphertext, sender)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("A sealed key was not made for this device.") from error


def _derive(shared: bytes, context: bytes) -> tuple[bytes, bytes]:
    material = HKDF(algorithm=SHA256(), length=44, salt=context, info=_INFO).derive(shared)
    return material[:32], material[32:]
