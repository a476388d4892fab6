"""Taking a snapshot at a node that is new, far behind, or was moved to another group.

Slice by slice, each in a transaction with the place: between two of them the process may die.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from tillbook.exchange.core import snapshots
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.merge import Stamps, State
from tillbook.exchange.core.snapshots import ChunkHeader, Manifest, Row, Slice
from tillbook.exchange.core.units import to_units
from tillbook.simulator.book import EPOCH, Known, Load
from tillbook.simulator.failures import Failpoint
from tillbook.simulator.kinds import SHAPES
from tillbook.simulator.network import Refusal

if TYPE_CHECKING:
    from tillbook.simulator.child import Child

#: Rows of one transaction.
SLICE = 5
_decode_stamps = msgspec.json.Decoder(Stamps).decode
Got = Callable[[bytes], None]


class Loader:
    """What a child does for snapshots."""

    def __init__(self, child: "Child") -> None:
        self.child, self.book, self.ground = child, child.book, child.ground

    def is_wanted(self, head: Head) -> bool:
        """Tell whether the node must take the snapshot of its group before it walks on."""
        load, cursor = self.book.loads.get(head.group), self.book.cursor(head.group)
        if (load is not None and not load.is_over) or self._was_elsewhere():
            return True
        return head.snapshot is not None and cursor.number < head.snapshot.below

    def _was_elsewhere(self) -> bool:
        mine = (self.child.group, *self.child.passes_on)
        return any(group not in mine for group in (*self.book.cursors, *self.book.loads))

    def take(self, head: Head, then: Callable[[], None]) -> None:
        """Take the snapshot that a head names, or go on with the one that was begun."""
        load, wanted = self.book.loads.get(head.group), head.snapshot
        if load is None or load.is_over:
            if wanted is None:
                self.child.follow_later()
            else:
                self._begin(head.group, wanted.name, then)
            return

        def gone() -> None:
            if wanted is None or wanted.name == load.name:
                self.child.retry_follow()
            else:
                self.ground.watch.met("another snapshot begun, the first is not offered any more")
                self._begin(head.group, wanted.name, then)

        self._go_on(head.group, load, then, gone)

    def _begin(self, group: str, name: str, then: Callable[[], None]) -> None:
        load = Load(name=name)
        self.book.disk.put(self.book.loads, group, load)
        self.child.at(Failpoint.LOAD_AFTER_BEGIN)
        self._go_on(group, load, then, self.child.retry_follow)

    def _go_on(
        self, group: str, load: Load, then: Callable[[], None], gone: Callable[[], None]
    ) -> None:
        def opened(content: bytes) -> None:
            key = self.ground.keys[group]
            manifest = snapshots.open_manifest(
                content, name=load.name, key=key, group=group, epoch=EPOCH
            )
            self._next_chunk(manifest, load, then, gone)

        self._fetch(group, load.name, opened, gone)

    def _next_chunk(
        self, manifest: Manifest, load: Load, then: Callable[[], None], gone: Callable[[], None]
    ) -> None:
        if load.chunk == len(manifest.chunks):
            self._finish(manifest, load)
            then()
            return
        chunk = manifest.chunks[load.chunk]

        def got(content: bytes) -> None:
            header = ChunkHeader(
                format=snapshots.FORMAT, group=manifest.group, epoch=EPOCH, kind=chunk.kind
            )
            key = self.ground.keys[manifest.group]
            rows = snapshots.open_chunk(content, name=chunk.name, key=key, header=header)
            parts = snapshots.slices(manifest, load.chunk, rows, first=load.row, size=SLICE)
            self._next_slice(manifest, load, list(parts), then, gone)

        self._fetch(manifest.group, chunk.name, got, gone)

    def _next_slice(
        self,
        manifest: Manifest,
        load: Load,
        parts: Sequence[Slice],
        then: Callable[[], None],
        gone: Callable[[], None],
    ) -> None:
        if not parts:
            following = msgspec.structs.replace(load, chunk=load.chunk + 1, row=0)
            self._next_chunk(manifest, following, then, gone)
            return
        moved = self._take_slice(manifest.group, load, parts[0])
        self.child.soon(
            0, "slice", lambda: self._next_slice(manifest, moved, parts[1:], then, gone)
        )

    def _take_slice(self, group: str, load: Load, part: Slice) -> Load:
        """Make what is here between two ids what the snapshot has there."""
        changed, leaving = snapshots.differing(part, self._known(part))
        moved = msgspec.structs.replace(load, chunk=part.chunk, row=part.done)
        with self.book.disk.transaction():
            for row in changed:
                self.book.disk.put(self.book.images, row.id, _image(part.kind, row))
            for id, version in leaving.items():
                self._evict(id, version)
            self.book.disk.put(self.book.loads, group, moved)
            self.child.at(Failpoint.LOAD_BEFORE_COMMIT)
        self.ground.watch.loaded(self.child, [*(row.id for row in changed), *leaving])
        self.child.at(Failpoint.LOAD_AFTER_COMMIT)
        return moved

    def _known(self, part: Slice) -> dict[UUID, tuple[int, bytes]]:
        return {
            id: (known.version, msgspec.json.encode(known.state.stamps) if known.state else b"")
            for id, known in self.book.images.items()
            if known.kind == part.kind
            and (part.after is None or id > part.after)
            and (part.until is None or id <= part.until)
        }

    def _evict(self, id: UUID, version: int) -> None:
        kind = self.book.images[id].kind
        gone = Known(kind=kind, version=version, state=None, document=None, removed="evict")
        self.book.disk.put(self.book.images, id, gone)

    def _finish(self, manifest: Manifest, load: Load) -> None:
        """Move the cursor to the snapshot's package: from here the node is complete."""
        group, disk, mine = (
            manifest.group,
            self.book.disk,
            (self.child.group, *self.child.passes_on),
        )
        others = {
            id: known.version
            for id, known in self.book.images.items()
            if known.kind not in manifest.kinds and known.state is not None
        }
        with disk.transaction():
            for id, version in others.items():
                self._evict(id, version)
            for table in (self.book.cursors, self.book.loads):
                for other in [name for name in table if name not in mine]:
                    disk.drop(table, other)
            cursor = Cursor(epoch=EPOCH, number=manifest.number, name=manifest.package)
            disk.put(self.book.cursors, group, cursor)
            disk.put(self.book.bases, group, manifest.number)
            over = msgspec.structs.replace(load, is_over=True, asked_again=False)
            disk.put(self.book.loads, group, over)
        self.ground.watch.took_snapshot(self.child, group, manifest, list(others))
        self.child.at(Failpoint.LOAD_AFTER_END)

    def ask_again(self, then: Callable[[], None]) -> None:
        """Ask what became of operations that are open here, once after each snapshot."""
        group, load = self.child.group, self.book.loads.get(self.child.group)
        if load is None or not load.is_over or load.asked_again:
            then()
            return
        open_ones = [id for ids in self.book.laid.values() for id in ids]

        def told(answer: Any) -> None:
            if isinstance(answer, Refusal):
                self.child.retry_follow()
                return
            self.book.disk.put(
                self.book.loads, group, msgspec.structs.replace(load, asked_again=True)
            )
            then()

        self.child.ask(
            "tell again",
            lambda parent, respond: parent.tell_again(group, open_ones, respond),
            on_answer=told,
            on_silence=self.child.retry_follow,
        )

    def _fetch(self, group: str, name: str, then: Got, gone: Callable[[], None]) -> None:
        """Get a part of a snapshot from here or from the parent, proven by its name."""
        here = self.book.blobs.get((group, name))

        def got(content: bytes | None) -> None:
            if content is None:
                gone()
            else:
                then(content)

        if here is not None:
            got(here)
        else:
            self.child.fetch(group, name, got)


def _image(kind: str, row: Row) -> Known:
    stamps = _decode_stamps(row.stamps)
    state = State(version=row.version, units=to_units(row.document, SHAPES[kind]), stamps=stamps)
    return Known(kind=kind, version=row.version, state=state, document=row.document)
