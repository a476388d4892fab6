"""Making snapshots at headquarters, chunk by chunk, each read at another moment."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from tillbook.exchange.core import snapshots
from tillbook.exchange.core.containers import Sealing, name_of
from tillbook.exchange.core.packages import Upsert
from tillbook.exchange.core.snapshots import Chunk, ChunkHeader, Manifest, Row
from tillbook.simulator.book import EPOCH
from tillbook.simulator.failures import Failpoint
from tillbook.simulator.headquarters import Change
from tillbook.simulator.kinds import CUSTOMER, LEDGER, SETTING
from tillbook.simulator.packager import KEY_ID, WEIGHT, Snapshot

if TYPE_CHECKING:
    from tillbook.simulator.worker import Worker

LEASE = "snapshots"
#: Rows of one chunk, and time between two: a snapshot is several, and long in the making.
_ROWS = 12
_CHUNK_MS = 400
_KEPT = 2
#: Configuration first: with it a till can open.
_KINDS = (LEDGER, SETTING, CUSTOMER)


class Snapshots:
    """What a worker does for snapshots."""

    def __init__(self, worker: "Worker") -> None:
        self.worker, self.root = worker, worker.root
        self.token = 0

    def make_due(self, groups: Sequence[str], over: Callable[[], None]) -> None:
        """Make the snapshots that are due, group by group; a death leaves one to go on with."""
        if not groups:
            over()
            return
        self.token = self.worker.hold(LEASE)
        begun = self._unfinished(groups[0]) if self.token else None
        if self.token and begun is None:
            begun = self._begin(groups[0])
        if begun is None:
            self.make_due(groups[1:], over)
        else:
            self._go_on(groups[0], begun, lambda: self.make_due(groups[1:], over))

    def _unfinished(self, group: str) -> Snapshot | None:
        rows = (row for (of, _), row in self.root.snapshots.items() if of == group)
        return next((row for row in rows if not row.name), None)

    def _begin(self, group: str) -> Snapshot | None:
        """Begin a snapshot if it is worth it; what was claimed must be published first."""
        root = self.root
        newest, number = root.newest(group), root.numbered.get(group, 0)
        if newest is None or not newest.name or (group, number) in root.snapshots:
            return None
        before = next(iter(root.offered(group)), None)
        later = range(before[0] + 1 if before else 1, number + 1)
        rows = sum(root.packages[group, at].items for at in later)
        since = WEIGHT * snapshots.cost(rows, len(later))
        if not snapshots.is_due(since=since, whole=before[1].cost if before else None):
            return None
        begun = Snapshot(number=number, package=newest.name, read_ms=self.worker.wall_ms)
        return begun if self._write(group, begun) else None

    def _write(self, group: str, row: Snapshot) -> bool:
        """Write the row of a snapshot; False when the lease was lost."""
        with self.root.book.disk.transaction():
            if not self.worker.is_current(LEASE, self.token):
                return False
            self.root.book.disk.put(self.root.snapshots, (group, row.number), row)
        return True

    def _go_on(self, group: str, row: Snapshot, over: Callable[[], None]) -> None:
        """Read and note one chunk after the other, then offer the whole."""
        self.worker.turns += 1
        self.token = self.worker.hold(LEASE)
        told = self._next_items(group, row)
        if not told:
            self._offer(group, row)
        noted = self._add_chunk(group, row, told) if told and self.token else None
        if noted is None:
            over()
            return
        self.worker.soon(_CHUNK_MS, f"snapshot {group}", lambda: self._go_on(group, noted, over))

    def _next_items(self, group: str, row: Snapshot) -> list[Upsert]:
        """Return the next entities of one kind that the group may see, in the order of ids."""
        last = row.chunks[-1] if row.chunks else None
        for kind in _KINDS[_KINDS.index(last.kind) if last else 0 :]:
            after = last.last if last and last.kind == kind else None
            there = (
                id
                for id, known in self.root.book.images.items()
                if known.kind == kind and known.state is not None
            )
            ids = sorted(id for id in there if after is None or id > after)
            told = (self.root.told(group, id, is_again=False)[1] for id in ids)
            found = list(islice((item for item in told if item is not None), _ROWS))
            if found:
                return found
        return []

    def _add_chunk(self, group: str, row: Snapshot, told: Sequence[Upsert]) -> Snapshot | None:
        """Write a chunk and note it; None when the lease was lost."""
        root, disk, kind = self.root, self.root.book.disk, told[0].kind
        self.worker.ground.watch.rendered(root, group, told)
        rows = [
            snapshots.encode_row(
                Row(
                    id=item.id,
                    version=item.version,
                    stamps=msgspec.Raw(msgspec.json.encode(item.stamps)),
                    document=item.document,
                    derived={},
                )
            )
            for item in told
        ]
        header = ChunkHeader(format=snapshots.FORMAT, group=group, epoch=EPOCH, kind=kind)
        content = snapshots.render_chunk(header, rows, self._sealing(group))
        name = name_of(content)
        disk.put(root.book.blobs, (group, name), content)
        self.worker.at(Failpoint.CHUNK_AFTER_FILE)
        chunk = Chunk(kind=kind, name=name, rows=len(rows), size=len(content), last=told[-1].id)
        with disk.transaction():
            if not self.worker.is_current(LEASE, self.token):
                return None
            for item in told:
                if (group, item.id) not in root.members:
                    disk.put(root.members, (group, item.id), None)
                    root.enter(group, root.new_change(), Change(kind=kind, entity=item.id))
            noted = msgspec.structs.replace(row, chunks=(*row.chunks, chunk))
            disk.put(root.snapshots, (group, row.number), noted)
            self.worker.at(Failpoint.CHUNK_BEFORE_COMMIT)
        return noted

    def _sealing(self, group: str) -> Sealing:
        ground = self.worker.ground
        return Sealing(key_id=KEY_ID, key=ground.keys[group], nonce=ground.rng.randbytes(12))

    def _offer(self, group: str, row: Snapshot) -> None:
        """Write the manifest; from now on nodes are told of the snapshot."""
        root = self.root
        manifest = Manifest(
            format=snapshots.FORMAT,
            group=group,
            epoch=EPOCH,
            number=row.number,
            package=row.package,
            read_ms=row.read_ms,
            folding_version=1,
            chunks=row.chunks,
        )
        content = snapshots.render_manifest(manifest, self._sealing(group))
        name = name_of(content)
        root.book.disk.put(root.book.blobs, (group, name), content)
        self.worker.at(Failpoint.OFFER_AFTER_FILE)
        prices = (
            WEIGHT * snapshots.cost(root.packages[group, at].items, 1)
            for at in range(row.number, 0, -1)
        )
        below = snapshots.below(row.number, prices, whole=row.cost)
        if self._write(group, msgspec.structs.replace(row, name=name, below=below)):
            self.worker.ground.watch.met("a snapshot offered")
            self.worker.at(Failpoint.OFFER_AFTER_COMMIT)
            self._forget_older(group)

    def _forget_older(self, group: str) -> None:
        """Drop the snapshots that nobody is told of any more."""
        disk, root = self.root.book.disk, self.root
        for number, row in root.offered(group)[_KEPT:]:
            for name in [row.name, *(chunk.name for chunk in row.chunks)]:
                disk.drop(root.book.blobs, (group, name))
            disk.drop(root.snapshots, (group, number))
