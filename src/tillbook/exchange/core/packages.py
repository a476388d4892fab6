"""Packages: immutable, chained, compressed, encrypted, and named by the hash of their bytes.

Plain content is NDJSON: a header line, then one array per item.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tillbook.exchange.core.errors import BadPackage, PackageTooLarge
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.operations import Verdict

FORMAT = 1
GENESIS = "0" * 64
_MAGIC = b"TBP1"
_KEY_ID_BYTES = 8
_NONCE_BYTES = 12
_LEVEL = 6
#: The packager cuts before this; anything that decodes to more is no package.
MAX_DECODED_BYTES = 64 * 1024 * 1024


class Header(msgspec.Struct, frozen=True):
    """The first line of a package."""

    format: int
    group: str
    epoch: str
    number: int
    #: Name of the package before, GENESIS for number 1.
    previous: str
    #: Version of the folding that made the derived tokens.
    folding_version: int
    items: int


class Upsert(msgspec.Struct, frozen=True, array_like=True, tag="upsert"):
    """A whole entity image with headquarters' version."""

    kind: str
    id: UUID
    version: int
    stamps: Stamps
    document: dict[str, Any]
    #: What headquarters computed once for everyone, such as search tokens.
    derived: dict[str, Any]


class VerdictItem(msgspec.Struct, frozen=True, array_like=True, tag="verdict"):
    """Headquarters' word on an operation: this is the truth, an upload's answer a courtesy."""

    kind: str
    id: UUID
    verdict: Verdict


#: Out of the group's scope, deleted, or erased on request.
Why = Literal["evict", "delete", "erase"]


class Removal(msgspec.Struct, frozen=True, array_like=True, tag="removal"):
    """An entity leaves."""

    kind: str
    id: UUID
    version: int
    why: Why


class Alias(msgspec.Struct, frozen=True, array_like=True, tag="alias"):
    """The loser of a merge from now on reads as the survivor."""

    kind: str
    loser: UUID
    survivor: UUID
    version: int


Item = Upsert | VerdictItem | Removal | Alias

_decode_header = msgspec.json.Decoder(Header).decode
_decode_item = msgspec.json.Decoder(Item).decode


def name_of(content: bytes) -> str:
    """Return a package's name: the SHA-256 of its bytes as published, hex."""
    return hashlib.sha256(content).hexdigest()


def render(
    header: Header, items: Sequence[Item], *, key_id: bytes, key: bytes, nonce: bytes
) -> bytes:
    """Serialise, compress and encrypt. `nonce` must be fresh and random for each rendering.

    Raises PackageTooLarge when no node would open the result.
    """
    plain = b"\n".join([msgspec.json.encode(header), *map(msgspec.json.encode, items)])
    if len(plain) > MAX_DECODED_BYTES:
        raise PackageTooLarge(f"{len(items)} items are too large for one package.")
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(plain)
    prefix = _MAGIC + key_id + nonce
    return prefix + AESGCM(key).encrypt(nonce, packed, prefix)


def key_id_of(content: bytes) -> bytes:
    """Return the id of the group key that opens a package. Raises BadPackage."""
    if content[: len(_MAGIC)] != _MAGIC:
        raise BadPackage("A download is not a package.")
    return content[len(_MAGIC) : len(_MAGIC) + _KEY_ID_BYTES]


def open_package(content: bytes, *, name: str, key: bytes) -> tuple[Header, list[Item]]:
    """Prove the name, decrypt, and decode.

    Raises BadPackage. The caller proves the chain with `check_place`.
    """
    if name_of(content) != name:
        raise BadPackage("A package's bytes do not match its name.")
    start = len(_MAGIC) + _KEY_ID_BYTES
    prefix, nonce = content[: start + _NONCE_BYTES], content[start : start + _NONCE_BYTES]
    try:
        packed = AESGCM(key).decrypt(nonce, content[start + _NONCE_BYTES :], prefix)
        first, *rest = _unpacked(packed).split(b"\n")
        return _decode_header(first), [_decode_item(line) for line in rest]
    except (InvalidTag, zstandard.ZstdError, ValueError) as error:
        raise BadPackage("A package could not be opened with its group's key.") from error


def _unpacked(packed: bytes) -> bytes:
    """Decompress; a frame that announces more than a package holds is not even begun."""
    if zstandard.frame_content_size(packed) > MAX_DECODED_BYTES:
        raise BadPackage("A package would decode to more than a package holds.")
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_DECODED_BYTES)


def check_place(header: Header, *, group: str, epoch: str, number: int, previous: str) -> None:
    """Prove that a package stands where the chain expects it. Raises BadPackage."""
    expected = (FORMAT, group, epoch, number, previous)
    found = (header.format, header.group, header.epoch, header.number, header.previous)
    if found != expected:
        raise BadPackage(f"Package {header.number} of {header.group} is not the next of its chain.")
