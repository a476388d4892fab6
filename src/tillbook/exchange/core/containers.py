"""What packages and parts of snapshots have in common: packed, encrypted, named by their bytes.

What it is (4 bytes), key id (8), nonce (12), then AES-256-GCM over the zstd frame, all that stands before
being authenticated data.
"""

import hashlib
from typing import NamedTuple

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tillbook.exchange.core.errors import BadPackage, PackageTooLarge

#: How a package begins, a part of a snapshot, and a snapshot's manifest.
PACKAGE, CHUNK, MANIFEST = b"TBP1", b"TBS1", b"TBM1"
_MAGIC_BYTES = 4
_KEY_ID_BYTES = 8
NONCE_BYTES = 12
_PREFIX_BYTES = _MAGIC_BYTES + _KEY_ID_BYTES + NONCE_BYTES
_LEVEL = 6
#: Whoever renders cuts before this; anything that decodes to more is refused.
MAX_DECODED_BYTES = 64 * 1024 * 1024


class Sealing(NamedTuple):
    """What a rendering is encrypted with. `nonce` is fresh and random each time."""

    key_id: bytes
    key: bytes
    nonce: bytes


def name_of(content: bytes) -> str:
    """Return the name of published bytes: their SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()


def pack(magic: bytes, plain: bytes, sealing: Sealing) -> bytes:
    """Compress and encrypt. Raises PackageTooLarge when no node would open the result."""
    if len(plain) > MAX_DECODED_BYTES:
        raise PackageTooLarge(f"{len(plain)} bytes are too many for one package.")
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(plain)
    prefix = magic + sealing.key_id + sealing.nonce
    return prefix + AESGCM(sealing.key).encrypt(sealing.nonce, packed, prefix)


def key_id_of(content: bytes) -> bytes:
    """Return the id of the group key that opens published bytes. Raises BadPackage."""
    if content[:_MAGIC_BYTES] not in (PACKAGE, CHUNK, MANIFEST):
        raise BadPackage("A download is neither a package nor a part of a snapshot.")
    return content[_MAGIC_BYTES : _MAGIC_BYTES + _KEY_ID_BYTES]


def unpack(magic: bytes, content: bytes, *, name: str, key: bytes) -> bytes:
    """Prove the name, decrypt and decompress. Raises BadPackage."""
    if name_of(content) != name:
        raise BadPackage("A package's bytes do not match its name.")
    if content[:_MAGIC_BYTES] != magic:
        raise BadPackage("A download is not what it was asked for as.")
    prefix = content[:_PREFIX_BYTES]
    nonce = prefix[_MAGIC_BYTES + _KEY_ID_BYTES :]
    try:
        return _unpacked(AESGCM(key).decrypt(nonce, content[_PREFIX_BYTES:], prefix))
    except (InvalidTag, zstandard.ZstdError, ValueError) as error:
        raise BadPackage("A package could not be opened with its group's key.") from error


def _unpacked(packed: bytes) -> bytes:
    """Decompress; a frame that announces more than a package holds is not even begun."""
    if zstandard.frame_content_size(packed) > MAX_DECODED_BYTES:
        raise BadPackage("A package would decode to more than a package holds.")
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_DECODED_BYTES)
