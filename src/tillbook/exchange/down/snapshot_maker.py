"""Making snapshots at headquarters: read after the package that they stand on, chunk by chunk.

A crash anywhere leaves an unfinished row that the next run goes on with.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db.models import Sum

from tillbook.exchange import kinds
from tillbook.exchange.core import scope, snapshots
from tillbook.exchange.core.containers import name_of
from tillbook.exchange.core.heads import SnapshotRef
from tillbook.exchange.core.snapshots import Chunk, ChunkHeader, Manifest, Row
from tillbook.exchange.down import blobs, keys, leases, package_contents
from tillbook.exchange.kinds import EntityKind
from tillbook.exchange.log import images
from tillbook.exchange.models import Change, Entity, Group, Member, Package, Snapshot
from tillbook.foundation import clock
from tillbook.foundation.folding import FOLDING_VERSION
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import read, write

#: The lease of whoever makes snapshots: packages go on meanwhile.
LEASE = "snapshots"
#: How many rows are read at once.
_READ = 1_000
#: How many finished snapshots of a group are kept: nodes may be in the middle of the one before.
_KEPT = 2
#: A turn of the loop must end now and then, to show that it lives. Seconds.
_TURN_S = 10.0


@dataclass(slots=True, kw_only=True)
class _Cut:
    """Rows on their way into a chunk."""

    rows: list[bytes]
    size: int
    last: UUID | None
    #: Entities that no package brought to the group yet.
    strangers: list[UUID]
    is_end: bool


def make_due(holder: str) -> int:
    """Make the snapshots that are due in any group; return how many were published.

    Whoever lost the lease stops; who has worked for a while rings the bell and goes on next turn.
    """
    made = 0
    token = leases.hold(LEASE, holder)
    if token is None:
        return made
    for group in Group.objects.filter(paused=False).order_by("name"):
        row = Snapshot.objects.filter(group=group.name, name="").first() or _begin(group, token)
        if row is not None:
            made += _make(group, row, holder)
    return made


def newest(group: str) -> SnapshotRef | None:
    """Return what the manifest of a group says of its newest snapshot."""
    row = Snapshot.objects.filter(group=group).exclude(name="").order_by("-number").first()
    return SnapshotRef(number=row.number, name=row.name, below=row.below) if row else None


def _begin(group: Group, token: int) -> Snapshot | None:
    """Begin a snapshot if it is worth it; what was claimed must be published first."""
    with write():
        packages = Package.objects.filter(group=group.name)
        last = packages.order_by("-number").first()
        if last is None or packages.filter(name="").exists() or not leases.is_current(LEASE, token):
            return None
        before = Snapshot.objects.filter(group=group.name).order_by("-number").first()
        later = packages.filter(number__gt=before.number if before else 0)
        since = snapshots.cost(later.aggregate(rows=Sum("items"))["rows"] or 0, later.count())
        if before and before.number == last.number:
            return None
        if not snapshots.is_due(since=since, whole=_cost_of(before) if before else None):
            return None
        return Snapshot.objects.create(
            group=group.name, number=last.number, package=last.name, began_at=clock.now()
        )


def _cost_of(row: Snapshot) -> int:
    return snapshots.cost(row.rows, len(row.chunks) + 1)


def _make(group: Group, row: Snapshot, holder: str) -> bool:
    """Read what is missing yet and publish; False when that takes another turn."""
    began = time.monotonic()
    chunks = msgspec.convert(row.chunks, list[Chunk])
    begun = chunks[-1].kind if chunks else None
    names = _kinds_in_order()
    for name in names[names.index(begun) if begun in names else 0 :]:
        last = next((chunk.last for chunk in reversed(chunks) if chunk.kind == name), None)
        for cut in _cuts(group, kinds.entity_kind(name), after=last):
            chunk = _put_chunk(group, name, cut)
            token = leases.hold(LEASE, holder)
            if token is None or not _note(row, [*chunks, *chunk], cut, kind=name, token=token):
                return False
            chunks += chunk
            if time.monotonic() - began > _TURN_S:
                current().wake.snapshot.set()
                return False
    token = leases.hold(LEASE, holder)
    return token is not None and _finish(group, row, chunks, token)


def _kinds_in_order() -> list[str]:
    """Name the kinds, configuration first: with it a till can open."""
    configured = kinds.configuration_kinds()
    return [
        *sorted(configured),
        *sorted({kind.name for kind in kinds.entity_kinds()} - set(configured)),
    ]


def _cuts(group: Group, kind: EntityKind, *, after: UUID | None) -> Iterator[_Cut]:
    """Read a kind in the order of ids, cut where a chunk is full."""
    last, is_end = after, False
    while not is_end:
        cut = _Cut(rows=[], size=0, last=last, strangers=[], is_end=False)
        while not cut.is_end and _has_room(cut):
            _read_on(group, kind, cut)
        last, is_end = cut.last, cut.is_end
        if cut.rows:
            yield cut


def _has_room(cut: _Cut) -> bool:
    return len(cut.rows) + _READ <= snapshots.MAX_ROWS and cut.size < snapshots.MAX_BYTES


def _read_on(group: Group, kind: EntityKind, cut: _Cut) -> None:
    """Read the next entities of a kind as of one moment, as the group's rule shows them."""
    rule = scope.read_rule(group.rule)
    what = scope.kind_rule(rule, kind.name)
    with read():
        rows = Entity.objects.filter(kind=kind.name, version__gt=0, removed="")
        if cut.last is not None:
            rows = rows.filter(id__gt=cut.last)
        ids = list(rows.order_by("id").values_list("id", flat=True)[:_READ]) if what else []
        found = images.load(kind, ids)
    cut.is_end = len(ids) < _READ
    cut.last = ids[-1] if ids else cut.last
    taken = [
        item
        for id in ids
        if id in found and (item := package_contents.upsert_of(kind, found[id], rule)) is not None
    ]
    members = Member.objects.filter(group=group.name, entity__in=[item.id for item in taken])
    held = set(members.values_list("entity", flat=True))
    cut.strangers += [item.id for item in taken if item.id not in held]
    for item in taken:
        row = Row(
            id=item.id,
            version=item.version,
            stamps=msgspec.Raw(msgspec.json.encode(item.stamps)),
            document=item.document,
            derived=item.derived,
        )
        cut.rows.append(snapshots.encode_row(row))
        cut.size += len(cut.rows[-1])


def _put_chunk(group: Group, kind: str, cut: _Cut) -> list[Chunk]:
    if cut.last is None:
        return []
    header = ChunkHeader(format=snapshots.FORMAT, group=group.name, epoch=group.epoch, kind=kind)
    content = snapshots.render_chunk(header, cut.rows, keys.sealing(group.name))
    name = name_of(content)
    blobs.put(group.name, name, content)
    return [Chunk(kind=kind, name=name, rows=len(cut.rows), size=len(content), last=cut.last)]


def _note(row: Snapshot, chunks: Sequence[Chunk], cut: _Cut, *, kind: str, token: int) -> bool:
    """Note a chunk. What the packages did not bring yet is theirs to evict from now on, too."""
    with write():
        if not leases.is_current(LEASE, token):
            return False
        Member.objects.bulk_create(
            [Member(group=row.group, kind=kind, entity=id) for id in cut.strangers],
            ignore_conflicts=True,
        )
        Change.objects.bulk_create(
            Change(group=row.group, kind=kind, entity=id) for id in cut.strangers
        )
        row.chunks = msgspec.to_builtins(chunks)
        row.rows = sum(chunk.rows for chunk in chunks)
        row.save(update_fields=["chunks", "rows"])
        return True


def _finish(group: Group, row: Snapshot, chunks: Sequence[Chunk], token: int) -> bool:
    manifest = Manifest(
        format=snapshots.FORMAT,
        group=group.name,
        epoch=group.epoch,
        number=row.number,
        package=row.package,
        read_ms=int(row.began_at.timestamp() * 1000),
        folding_version=FOLDING_VERSION,
        chunks=tuple(chunks),
    )
    content = snapshots.render_manifest(manifest, keys.sealing(group.name))
    row.name = name_of(content)
    blobs.put(group.name, row.name, content)
    walked = Package.objects.filter(group=group.name, number__lte=row.number).order_by("-number")
    prices = (snapshots.cost(items, 1) for items in walked.values_list("items", flat=True))
    row.below = snapshots.below(row.number, prices, whole=_cost_of(row))
    row.size = sum(chunk.size for chunk in chunks)
    row.made_at = clock.now()
    with write():
        if not leases.is_current(LEASE, token):
            return False
        row.save()
    current().wake.package.set()
    _forget_older(group.name)
    return True


def _forget_older(group: str) -> None:
    """Drop the snapshots that nobody is told of any more."""
    rows = list(Snapshot.objects.filter(group=group).exclude(name="").order_by("-number"))
    for row in rows[_KEPT:]:
        for name in [row.name, *(chunk["name"] for chunk in row.chunks)]:
            blobs.drop(group, name)
        with write():
            row.delete()
