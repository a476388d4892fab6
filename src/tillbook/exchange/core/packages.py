"""Packages: immutable, chained, compressed, encrypted, and named by the hash of their bytes.

Plain content is NDJSON: a header line, then one array per item.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from tillbook.exchange.core import containers
from tillbook.exchange.core.containers import Sealing, name_of
from tillbook.exchange.core.errors import BadPackage
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.operations import Verdict

__all__ = ["name_of"]

FORMAT = 1
GENESIS = "0" * 64


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


def render(header: Header, items: Sequence[Item], sealing: Sealing) -> bytes:
    """Serialise, compress and encrypt. Raises PackageTooLarge when no node would open the result."""
    plain = b"\n".join([msgspec.json.encode(header), *map(msgspec.json.encode, items)])
    return containers.pack(containers.PACKAGE, plain, sealing)


def open_package(content: bytes, *, name: str, key: bytes) -> tuple[Header, list[Item]]:
    """Prove the name, decrypt, and decode.

    Raises BadPackage. The caller proves the chain with `check_place`.
    """
    first, *rest = containers.unpack(containers.PACKAGE, content, name=name, key=key).split(b"\n")
    try:
        return _decode_header(first), [_decode_item(line) for line in rest]
    except ValueError as error:
        raise BadPackage("A package's content could not be read.") from error


def check_place(header: Header, *, group: str, epoch: str, number: int, previous: str) -> None:
    """Prove that a package stands where the chain expects it. Raises BadPackage."""
    expected = (FORMAT, group, epoch, number, previous)
    found = (header.format, header.group, header.epoch, header.number, header.previous)
    if found != expected:
        raise BadPackage(f"Package {header.number} of {header.group} is not the next of its chain.")
