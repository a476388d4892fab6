"""What headquarters' packages and snapshots carry, and what was published of them."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from tillbook.exchange.core import heads, packaging, snapshots
from tillbook.exchange.core.heads import Head, SnapshotRef
from tillbook.exchange.core.leases import Held
from tillbook.exchange.core.packages import GENESIS, Item, Removal, Upsert, VerdictItem
from tillbook.exchange.core.packaging import Present
from tillbook.exchange.core.scope import Rule
from tillbook.exchange.core.snapshots import Chunk
from tillbook.simulator.book import EPOCH, opened_head
from tillbook.simulator.headquarters import Change, Headquarters
from tillbook.simulator.kinds import SHAPES
from tillbook.simulator.node import Ground

#: Small, so that a run has many packages.
LIMIT = 40
#: How many packages a manifest names: few, so that nodes far behind have to walk back.
TAIL = 8
KEY_ID = b"simulate"
#: Runs are short: everything counts so many times when it is weighed what a snapshot saves.
WEIGHT = 10


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered package; it has no name until it is published."""

    changes: tuple[int, ...]
    previous: str
    name: str = ""
    items: int = 0


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot of a group; it has no name until it is offered."""

    number: int
    package: str
    read_ms: int
    chunks: tuple[Chunk, ...] = ()
    name: str = ""
    below: int = 0

    @property
    def cost(self) -> int:
        rows = sum(chunk.rows for chunk in self.chunks)
        return WEIGHT * snapshots.cost(rows, len(self.chunks) + 1)


class Root(Headquarters):
    """Headquarters with what its workers write."""

    def __init__(self, ground: Ground, *, rules: Mapping[str, Rule]) -> None:
        super().__init__(ground, rules=rules)
        table = self.book.disk.table
        #: (group, number) -> package, and the newest number of each group.
        self.packages: dict[tuple[str, int], Package] = table("packages")
        self.numbered: dict[str, int] = table("numbered")
        #: (group, entity): what the group's nodes hold by what was published.
        self.members: dict[tuple[str, UUID], None] = table("members")
        #: (group, number of its package) -> snapshot.
        self.snapshots: dict[tuple[str, int], Snapshot] = table("snapshots")
        self.leases: dict[str, Held] = table("leases")

    def newest(self, group: str) -> Package | None:
        """Return the newest package of a group, published or not."""
        return self.packages.get((group, self.numbered.get(group, 0)))

    def waiting(self, group: str, shut: Collection[str]) -> list[int]:
        """Choose the oldest changes of a group that are in no package, by no cursor."""
        ids = (id for of, id in self.unclaimed if of == group)
        return sorted(id for id in ids if self.changes[group, id].kind not in shut)[:LIMIT]

    # ---- packages

    def items(self, group: str, package: Package) -> tuple[list[Item], dict[UUID, bool]]:
        """Read what a package carries, and who is a member after it."""
        rows = [self.changes[group, id] for id in package.changes]
        again = {row.entity for row in rows if row.is_again}
        told: list[Item] = []
        members: dict[UUID, bool] = {}
        for entity in dict.fromkeys(row.entity for row in rows):
            if entity in self.book.images:
                gone, there = self.told(group, entity, is_again=entity in again)
                told += [item for item in (gone, there) if item is not None]
                was = (group, entity) in self.members
                members[entity] = there is not None or (was and gone is None)
        return told + self._verdicts(rows), members

    def told(
        self, group: str, entity: UUID, *, is_again: bool
    ) -> tuple[Removal | None, Upsert | None]:
        """Return what tells a group of an entity as it stands now."""
        known = self.book.images[entity]
        if known.state is None or known.document is None:
            gone = Removal(kind=known.kind, id=entity, version=known.version, why="delete")
            return gone, None
        present = Present(
            kind=known.kind,
            id=entity,
            version=known.version,
            document=known.document,
            stamps=known.state.stamps,
        )
        is_member = (group, entity) in self.members
        return packaging.told_of(
            present, self.rules[group], SHAPES[known.kind], is_member=is_member, is_again=is_again
        )

    def _verdicts(self, rows: list[Change]) -> list[Item]:
        found = dict.fromkeys(row.operation for row in rows if row.operation is not None)
        log = [self.book.log[id] for id in found]
        return [
            VerdictItem(kind=row.op.entity_kind, id=row.op.entity, verdict=row.verdict)
            for row in log
            if row.verdict is not None
        ]

    def names(self, group: str) -> list[str]:
        """Return the names of a group's published packages."""
        rows = (self.packages[group, at] for at in range(1, self.numbered.get(group, 0) + 1))
        return [row.name for row in rows if row.name]

    # ---- snapshots

    def offered(self, group: str) -> list[tuple[int, Snapshot]]:
        """Return the finished snapshots of a group, newest first."""
        rows = ((at, row) for (of, at), row in self.snapshots.items() if of == group and row.name)
        return sorted(rows, reverse=True)

    def _snapshot_ref(self, group: str) -> SnapshotRef | None:
        for number, row in self.offered(group):
            return SnapshotRef(number=number, name=row.name, below=row.below)
        return None

    # ---- the manifest

    def manifest(self, group: str, *, signed_ms: int) -> Head:
        """Return the manifest of what is published."""
        names = self.names(group)
        return Head(
            format=heads.FORMAT,
            group=group,
            epoch=EPOCH,
            number=len(names),
            name=names[-1] if names else GENESIS,
            tail=tuple(names[-TAIL:]),
            min_reader=heads.FORMAT,
            folding_version=1,
            signed_ms=signed_ms,
            upload=self.valves.published,
            snapshot=self._snapshot_ref(group),
        )

    def stands(self, head: Head) -> bool:
        """Tell whether this manifest is published, but for when it was signed."""
        content = self.book.heads.get(head.group)
        if content is None:
            return False
        known = opened_head(content, self.ground.signed_by)
        return msgspec.structs.replace(known, signed_ms=head.signed_ms) == head
