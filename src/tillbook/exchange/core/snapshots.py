"""Snapshots: all that a group holds as of one package, in chunks of rows, named by one manifest.

A node takes one instead of walking packages when that is cheaper, or when it must replace all it has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange.core import containers
from tillbook.exchange.core.containers import Sealing
from tillbook.exchange.core.errors import BadPackage
from tillbook.exchange.core.units import Document

FORMAT = 1
#: Bounds of one chunk: rows, and bytes before compression.
MAX_ROWS = 8_192
MAX_BYTES = 16 * 1024 * 1024
#: What fetching and committing one file costs, in rows.
_FILE = 50
#: Fewer rows than this are always walked.
_FEWEST = 5_000


class Chunk(msgspec.Struct, frozen=True):
    """Rows of one kind, in the order of their ids."""

    kind: str
    name: str
    rows: int
    size: int
    #: The largest id in it.
    last: UUID


class Manifest(msgspec.Struct, frozen=True):
    """What a snapshot consists of, and the package that it stands on."""

    format: int
    group: str
    epoch: str
    #: Rows were read after this package was published: later ones bring what they miss.
    number: int
    package: str
    #: When headquarters began to read, milliseconds.
    read_ms: int
    folding_version: int
    chunks: tuple[Chunk, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(chunk.rows for chunk in self.chunks)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of which there are rows."""
        return frozenset(chunk.kind for chunk in self.chunks)


class ChunkHeader(msgspec.Struct, frozen=True):
    """The first line of a chunk."""

    format: int
    group: str
    epoch: str
    kind: str


class Row(msgspec.Struct, frozen=True, array_like=True):
    """An entity as headquarters decided it."""

    id: UUID
    version: int
    #: Encoded, as the node stores them.
    stamps: msgspec.Raw
    document: Document
    derived: dict[str, Any]


_decode_row = msgspec.json.Decoder(Row).decode


def encode_row(row: Row) -> bytes:
    """Return a row as it stands in a chunk."""
    return msgspec.json.encode(row)


def render_chunk(header: ChunkHeader, rows: Sequence[bytes], sealing: Sealing) -> bytes:
    """Compress and encrypt encoded rows. Raises PackageTooLarge."""
    return containers.pack(
        containers.CHUNK, b"\n".join([msgspec.json.encode(header), *rows]), sealing
    )


def render_manifest(manifest: Manifest, sealing: Sealing) -> bytes:
    """Compress and encrypt a manifest."""
    return containers.pack(containers.MANIFEST, msgspec.json.encode(manifest), sealing)


def is_manifest(content: bytes) -> bool:
    """Tell whether published bytes are a snapshot's manifest, by how they begin."""
    return content.startswith(containers.MANIFEST)


def is_part(content: bytes) -> bool:
    """Tell whether published bytes are any part of a snapshot, by how they begin."""
    return content.startswith((containers.CHUNK, containers.MANIFEST))


def open_manifest(content: bytes, *, name: str, key: bytes, group: str, epoch: str) -> Manifest:
    """Prove the name and decode. Raises BadPackage, also when it is another group's."""
    plain = containers.unpack(containers.MANIFEST, content, name=name, key=key)
    try:
        manifest = msgspec.json.decode(plain, type=Manifest)
    except ValueError as error:
        raise BadPackage("A snapshot's manifest could not be read.") from error
    if (manifest.format, manifest.group, manifest.epoch) != (FORMAT, group, epoch):
        raise BadPackage("A snapshot's manifest is not one of this group.")
    return manifest


def open_chunk(content: bytes, *, name: str, key: bytes, header: ChunkHeader) -> list[bytes]:
    """Prove the name and what the rows are of; return them encoded. Raises BadPackage."""
    first, *rows = containers.unpack(containers.CHUNK, content, name=name, key=key).split(b"\n")
    if msgspec.json.encode(header) != first:
        raise BadPackage("A snapshot's part is not one of this group and kind.")
    return rows


def decode_rows(encoded: Iterable[bytes]) -> Iterator[Row]:
    """Decode rows one by one. Raises BadPackage."""
    try:
        yield from map(_decode_row, encoded)
    except ValueError as error:
        raise BadPackage("A snapshot's row could not be read.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Rows of one kind, next to each other in the order of ids, taken in one transaction."""

    chunk: int
    #: How many rows of the chunk are done with it.
    done: int
    kind: str
    rows: tuple[Row, ...]
    #: The ids between which it holds all that is to be there; None without bound.
    after: UUID | None
    until: UUID | None


def slices(
    manifest: Manifest, index: int, encoded: Sequence[bytes], *, first: int, size: int
) -> Iterator[Slice]:
    """Cut a chunk, from a row on, into slices of so many rows. Raises BadPackage."""
    chunk, last = manifest.chunks[index], len(manifest.chunks) - 1
    after = _last_before(manifest, index, encoded, first)
    is_last = index == last or manifest.chunks[index + 1].kind != chunk.kind
    for at in range(first, len(encoded), size):
        rows = tuple(decode_rows(encoded[at : at + size]))
        done = at + len(rows)
        until = None if is_last and done == len(encoded) else rows[-1].id
        yield Slice(chunk=index, done=done, kind=chunk.kind, rows=rows, after=after, until=until)
        after = rows[-1].id


def _last_before(
    manifest: Manifest, index: int, encoded: Sequence[bytes], first: int
) -> UUID | None:
    """Return the id after which the next slice is all that is to be there."""
    if first:
        [row] = decode_rows(encoded[first - 1 : first])
        return row.id
    before = manifest.chunks[index - 1] if index else None
    return before.last if before and before.kind == manifest.chunks[index].kind else None


def differing(
    part: Slice, known: Mapping[UUID, tuple[int, bytes]]
) -> tuple[list[Row], dict[UUID, int]]:
    """Return the rows that are not here yet, and what is here and must leave, with its version.

    `known` has versions and stamps, encoded, of what is in the bounds of the slice; no stamps of
    what is gone. No two images of an entity differ in these alone. Where a node that was moved
    knows a newer image than the snapshot has, packages bring it in the new group's form: until
    then it leaves, for nothing that is older may be shown again.
    """
    rows = {row.id: row for row in part.rows}
    changed = [
        row
        for row in part.rows
        if row.id not in known
        or (known[row.id][0] <= row.version and known[row.id] != (row.version, bytes(row.stamps)))
    ]
    leaving = {
        id: version
        for id, (version, stamps) in known.items()
        if stamps and (id not in rows or rows[id].version < version)
    }
    return changed, leaving


def cost(rows: int, files: int) -> int:
    """Return what taking so many rows from so many files costs, in rows."""
    return rows + _FILE * files


def is_due(*, since: int, whole: int | None) -> bool:
    """Tell whether the next snapshot should be made.

    `since` is the cost of the packages after the last one, `whole` that of the last one itself,
    None when there is none yet: then somebody may have to replace what another group left.
    """
    return whole is None or since > max(_FEWEST, whole // 2)


def below(number: int, packages: Iterable[int], *, whole: int) -> int:
    """Return the cursor under which a snapshot at `number` is cheaper than walking up to it.

    `packages` are the costs of the packages, newest first, `number` being the first.
    """
    walked = 0
    for at, price in zip(range(number, 0, -1), packages, strict=False):
        walked += price
        if walked > max(_FEWEST, whole):
            return at
    return 0
