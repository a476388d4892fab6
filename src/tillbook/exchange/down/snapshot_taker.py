"""Taking a snapshot: a node that is new, far behind, or was moved to another group replaces its rows.

Slice by slice, the place in the snapshot moving with the rows; a till in business keeps working.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tillbook.exchange import kinds, parent_link
from tillbook.exchange.core import snapshots
from tillbook.exchange.core.heads import Cursor, Head, SnapshotRef
from tillbook.exchange.core.merge import Stamps
from tillbook.exchange.core.snapshots import Chunk, ChunkHeader, Manifest, Row, Slice
from tillbook.exchange.down import blobs, cursors, keys
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.log import effective, images
from tillbook.exchange.log.chain import write_log
from tillbook.exchange.log.images import Image
from tillbook.exchange.models import (
    Change,
    Entity,
    FeedCursor,
    Group,
    GroupKey,
    Operation,
    SnapshotLoad,
)
from tillbook.exchange.parent_link import Link
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

#: Rows of one transaction: a save at a till in business waits for one of them at most.
SLICE = 1_000
#: A turn of the loop that follows must end now and then, to show that it lives. Seconds.
_TURN_S = 10.0
#: Operations of one question, and how long its answer may take. Seconds.
_ASKED = 500
_TIMEOUT_S = 8.0
QUESTION = "exchange.tell_again"
_decode_stamps = msgspec.json.Decoder(Stamps).decode


class Asked(msgspec.Struct, frozen=True):
    """Operations of which a node that follows a group wants to be told again."""

    group: str
    operations: list[UUID]


class Overtaken(Exception):
    """Somebody else on this node moved the load on."""


def is_wanted(head: Head, cursor: Cursor) -> bool:
    """Tell whether this node must take the snapshot of its group before it walks on."""
    load = SnapshotLoad.objects.filter(group=head.group).first()
    if load is not None and load.finished_at is None:
        return True
    if _was_elsewhere(head.group):
        return True
    return head.snapshot is not None and cursor.number < head.snapshot.below


def _was_elsewhere(group: str) -> bool:
    """Tell whether rows here are another group's, be it of a snapshot that was not finished."""
    others = (FeedCursor, SnapshotLoad)
    return any(model._default_manager.exclude(group=group).exists() for model in others)


def take(head: Head, link: Link) -> Cursor | None:
    """Take the snapshot that a head names, or go on with the one that was begun.

    Return where this node stands then; None while headquarters has not made one yet, when the
    turn is over, or when somebody else moves the load on. Raises ParentUnreachable, ParentRefused or BadPackage.
    """
    load = _begun(head, link)
    if load is None:
        return None
    manifest = _manifest(head.group, load, link)
    began = time.monotonic()
    try:
        for part in _slices(manifest, load, link):
            _take_slice(part, load)
            if time.monotonic() - began > _TURN_S:
                current().wake.follow.set()
                return None
        _evict_other_kinds(manifest, load)
        return _finish(manifest, load)
    except Overtaken:
        return None


def _begun(head: Head, link: Link) -> SnapshotLoad | None:
    """Return the load to go on with, begun anew when the old one's snapshot is not offered any more."""
    load = SnapshotLoad.objects.filter(group=head.group, finished_at=None).first()
    wanted = head.snapshot
    if load is not None and (wanted is None or wanted.name == load.name or _is_offered(load, link)):
        return load
    return _begin(head, wanted, link) if wanted is not None else None


def _is_offered(load: SnapshotLoad, link: Link) -> bool:
    """Tell whether the rest of a snapshot can still be had."""
    try:
        manifest = _manifest(load.group, load, link)
        for chunk in manifest.chunks[load.chunk : load.chunk + 1]:
            blobs.fetch(load.group, chunk.name, link)
    except ParentRefused:
        return False
    return True


def _begin(head: Head, wanted: SnapshotRef, link: Link) -> SnapshotLoad:
    manifest = _open_manifest(head.group, head.epoch, wanted.name, link)
    with write():
        SnapshotLoad.objects.filter(group=head.group).delete()
        return SnapshotLoad.objects.create(
            group=head.group,
            epoch=head.epoch,
            name=wanted.name,
            total=manifest.rows,
            is_first=not Entity.objects.exists(),
            began_at=clock.now(),
        )


def _manifest(group: str, load: SnapshotLoad, link: Link) -> Manifest:
    return _open_manifest(group, load.epoch, load.name, link)


def _open_manifest(group: str, epoch: str, name: str, link: Link) -> Manifest:
    content = blobs.fetch(group, name, link)
    return snapshots.open_manifest(
        content, name=name, key=keys.key_for(content), group=group, epoch=epoch
    )


def _slices(manifest: Manifest, load: SnapshotLoad, link: Link) -> Iterator[Slice]:
    """Yield what is not taken yet, in order."""
    for index in range(load.chunk, len(manifest.chunks)):
        encoded = _encoded_rows(manifest, manifest.chunks[index], link)
        first = load.row if index == load.chunk else 0
        yield from snapshots.slices(manifest, index, encoded, first=first, size=SLICE)


def _encoded_rows(manifest: Manifest, chunk: Chunk, link: Link) -> list[bytes]:
    content = blobs.fetch(manifest.group, chunk.name, link)
    header = ChunkHeader(
        format=snapshots.FORMAT, group=manifest.group, epoch=manifest.epoch, kind=chunk.kind
    )
    return snapshots.open_chunk(content, name=chunk.name, key=keys.key_for(content), header=header)


def _take_slice(part: Slice, load: SnapshotLoad) -> None:
    """Make what is here between two ids what the snapshot has there. Raises Overtaken."""
    known = {} if load.is_first else _known(part)
    changed, leaving = snapshots.differing(part, known)
    with write_log():
        here = _held(load)
        _take_rows(part.kind, changed)
        effective.take_out(part.kind, leaving, why="evict")
        finished = load.done + part.done - (load.row if load.chunk == part.chunk else 0)
        here.chunk, here.row, here.done, here.kind = part.chunk, part.done, finished, part.kind
        here.save(update_fields=["chunk", "row", "done", "kind"])
    load.chunk, load.row, load.done = part.chunk, part.done, finished


def _known(part: Slice) -> dict[UUID, tuple[int, bytes]]:
    """Return version and stamps of what is here, no stamps of what is gone.

    Read before the transaction: only who moves the load on writes images here.
    """
    rows = Entity.objects.filter(kind=part.kind, version__gt=0)
    if part.after is not None:
        rows = rows.filter(id__gt=part.after)
    if part.until is not None:
        rows = rows.filter(id__lte=part.until)
    found = rows.values_list("id", "version", "stamps", "removed")
    return {
        id: (version, b"" if removed else bytes(stamps))
        for id, version, stamps, removed in found.iterator()
    }


def _held(load: SnapshotLoad) -> SnapshotLoad:
    """Return the row of the load, locked. Raises Overtaken when it moved meanwhile."""
    row = SnapshotLoad.objects.select_for_update().filter(group=load.group).first()
    expected = (load.name, load.chunk, load.row, None)
    if row is None or (row.name, row.chunk, row.row, row.finished_at) != expected:
        raise Overtaken
    return row


def _take_rows(name: str, rows: Sequence[Row]) -> None:
    """Write images; those under undecided operations as when a package brings them."""
    if not kinds.knows_entity(name):
        images.keep_for_later(name, [_image_of(row) for row in rows])
        return
    covered = _covered([row.id for row in rows])
    images.store_rows(kinds.entity_kind(name), [row for row in rows if row.id not in covered])
    effective.take_images(name, [_image_of(row) for row in rows if row.id in covered], also=set())


def _covered(ids: Sequence[UUID]) -> set[UUID]:
    """Return which entities undecided operations are laid over here: mostly none at all."""
    undecided = Operation.objects.filter(state__in=Operation.UNDECIDED)
    found = undecided.order_by().values_list("entity", flat=True)
    return set(ids).intersection(found)


def _image_of(row: Row) -> Image:
    return Image(
        id=row.id,
        version=row.version,
        stamps=_decode_stamps(row.stamps),
        document=row.document,
        derived=row.derived,
    )


def _evict_other_kinds(manifest: Manifest, load: SnapshotLoad) -> None:
    """Take out kinds of which the snapshot has no row at all."""
    if load.is_first:
        return
    others = Entity.objects.exclude(kind__in=manifest.kinds).filter(removed="", version__gt=0)
    while rows := list(others.values_list("kind", "id", "version")[:SLICE]):
        with write_log():
            _held(load)
            for kind in {kind for kind, _, _ in rows}:
                gone = {id: version for name, id, version in rows if name == kind}
                effective.take_out(kind, gone, why="evict")


def _finish(manifest: Manifest, load: SnapshotLoad) -> Cursor:
    """Move the cursor to the snapshot's package: from here the node is complete."""
    with write():
        row = _held(load)
        _forget_groups_left(manifest.group)
        FeedCursor.objects.exclude(group=manifest.group).delete()
        SnapshotLoad.objects.exclude(group=manifest.group).delete()
        to = Cursor(epoch=manifest.epoch, number=manifest.number, name=manifest.package)
        cursors.move(manifest.group, to, received=dict.fromkeys(manifest.kinds, manifest.read_ms))
        row.finished_at = clock.now()
        row.save(update_fields=["finished_at"])
    return to


def _forget_groups_left(group: str) -> None:
    """Forget the groups that this register followed before, and what opens their packages."""
    if current().identity.role is not NodeRole.REGISTER:
        return
    left = [
        name
        for model in (FeedCursor, SnapshotLoad)
        for name in model._default_manager.exclude(group=group).values_list("group", flat=True)
    ]
    GroupKey.objects.filter(group__in=left).delete()
    Group.objects.filter(name__in=left).delete()
    for name in left:
        blobs.forget_group(name)


def ask_again(link: Link) -> None:
    """Ask headquarters to tell again by package what became of operations that are open here.

    Their verdicts may stand in packages that this node never walked. Raises ParentUnreachable.
    """
    for load in SnapshotLoad.objects.filter(asked_again=False).exclude(finished_at=None):
        rows = Operation.objects.filter(state__in=Operation.UNDECIDED).order_by("position")
        ids = [str(id) for id in rows.values_list("id", flat=True)]
        for at in range(0, len(ids), _ASKED):
            params = {"group": load.group, "operations": ids[at : at + _ASKED]}
            link.ask(QUESTION, params, timeout_s=_TIMEOUT_S)
        if current().identity.role is NodeRole.REGISTER:
            _forget_files(load, link)
        with write():
            SnapshotLoad.objects.filter(group=load.group, name=load.name).update(asked_again=True)


def _forget_files(load: SnapshotLoad, link: Link) -> None:
    """Delete the parts of a snapshot: nobody asks a register for them."""
    for chunk in _manifest(load.group, load, link).chunks:
        blobs.drop(load.group, chunk.name)
    blobs.drop(load.group, load.name)


def answer_tell_again(actor: Actor, params: dict[str, Any]) -> Any:
    """Put the verdicts on operations into a group's feed once more; asked at headquarters.

    Relays pass the question on. What was not decided yet comes by itself.
    """
    asked = msgspec.convert(params, Asked)
    if not current().is_root:
        return parent_link.link().ask(QUESTION, params, timeout_s=_TIMEOUT_S)
    decided = Operation.objects.filter(id__in=asked.operations[:_ASKED]).exclude(outcome="")
    with write():
        if Group.objects.filter(name=asked.group).exists():
            Change.objects.bulk_create(
                Change(group=asked.group, kind=kind, entity=entity, operation=id)
                for id, kind, entity in decided.values_list("id", "entity_kind", "entity")
            )
    current().wake.package.set()
    return {}
