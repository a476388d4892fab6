"""The packager at headquarters, step by step: between two steps anything may happen."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from tillbook.exchange.core import heads, packages, packaging
from tillbook.exchange.core.containers import Sealing
from tillbook.exchange.core.heads import Head
from tillbook.exchange.core.packages import GENESIS, Header, Item, Removal, Upsert, VerdictItem
from tillbook.exchange.core.packaging import Present
from tillbook.exchange.core.scope import Rule
from tillbook.simulator.book import EPOCH, opened_head
from tillbook.simulator.failures import Failpoint
from tillbook.simulator.headquarters import Change, Headquarters
from tillbook.simulator.kinds import SHAPES
from tillbook.simulator.node import Ground

PACKAGE_EVERY_MS = 3_000
#: Small, so that a run has many packages.
LIMIT = 40
#: How many packages a manifest names: few, so that nodes far behind have to walk back.
TAIL = 8
KEY_ID = b"simulate"


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered package; it has no name until it is published."""

    changes: tuple[int, ...]
    previous: str
    name: str = ""


class Root(Headquarters):
    """Headquarters with its packager."""

    def __init__(self, ground: Ground, *, rules: Mapping[str, Rule]) -> None:
        super().__init__(ground, rules=rules)
        table = self.book.disk.table
        #: (group, number) -> package, and the newest number of each group.
        self.packages: dict[tuple[str, int], Package] = table("packages")
        self.numbered: dict[str, int] = table("numbered")
        #: (group, entity): what the group's nodes hold by what was published.
        self.members: dict[tuple[str, UUID], None] = table("members")

    def start(self) -> None:
        """Start a loop for each group."""
        for group in self.rules:
            self._rest(group)

    def _rest(self, group: str) -> None:
        self.soon(PACKAGE_EVERY_MS, f"package {group}", lambda: self.package_due(group))

    def newest(self, group: str) -> Package | None:
        """Return the newest package of a group, published or not."""
        return self.packages.get((group, self.numbered.get(group, 0)))

    def package_due(self, group: str) -> None:
        """Claim what waits, or go on with what a death left unfinished."""
        newest = self.newest(group)
        if newest is None or newest.name:
            newest = self._claim(group, newest)
        else:
            self.ground.watch.met("an unfinished package finished")
        if newest is not None:
            self.soon(5, f"render {group}", lambda: self._render(group))
        elif self._head_is_old(group):
            self._publish_head(group)
            self._rest(group)
        else:
            self._rest(group)

    def waiting(self, group: str) -> list[int]:
        """Choose the oldest changes of a group that are in no package, by no cursor."""
        return sorted(id for of, id in self.unclaimed if of == group)[:LIMIT]

    def _claim(self, group: str, newest: Package | None) -> Package | None:
        ids = self.waiting(group)
        if not ids:
            return None
        package = Package(changes=tuple(ids), previous=newest.name if newest else GENESIS)
        number = self.numbered.get(group, 0) + 1
        with self.book.disk.transaction():
            self.book.disk.put(self.packages, (group, number), package)
            self.book.disk.put(self.numbered, group, number)
            for id in ids:
                self.book.disk.drop(self.unclaimed, (group, id))
            self.at(Failpoint.CLAIM_BEFORE_COMMIT)
        self.at(Failpoint.CLAIM_AFTER_COMMIT)
        return package

    def _render(self, group: str) -> None:
        number = self.numbered[group]
        package = self.packages[group, number]
        items, members = self._items(group, package)
        header = Header(
            format=packages.FORMAT,
            group=group,
            epoch=EPOCH,
            number=number,
            previous=package.previous,
            folding_version=1,
            items=len(items),
        )
        key, nonce = self.ground.keys[group], self.ground.rng.randbytes(12)
        sealing = Sealing(key_id=KEY_ID, key=key, nonce=nonce)
        content = packages.render(header, items, sealing)
        name = packages.name_of(content)
        self.book.disk.put(self.book.blobs, (group, name), content)
        self.ground.watch.rendered(self, group, items)
        self.at(Failpoint.RENDER_AFTER_FILE)
        self.soon(5, f"publish {group}", lambda: self._publish(group, name, members))

    def _items(self, group: str, package: Package) -> tuple[list[Item], dict[UUID, bool]]:
        """Read what a package carries, and who is a member after it."""
        rows = [self.changes[group, id] for id in package.changes]
        again = {row.entity for row in rows if row.is_again}
        told: list[Item] = []
        members: dict[UUID, bool] = {}
        for entity in dict.fromkeys(row.entity for row in rows):
            if entity in self.book.images:
                gone, there = self._told(group, entity, is_again=entity in again)
                told += [item for item in (gone, there) if item is not None]
                was = (group, entity) in self.members
                members[entity] = there is not None or (was and gone is None)
        return told + self._verdicts(rows), members

    def _told(
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

    def _publish(self, group: str, name: str, members: dict[UUID, bool]) -> None:
        number = self.numbered[group]
        package = msgspec.structs.replace(self.packages[group, number], name=name)
        disk = self.book.disk
        with disk.transaction():
            disk.put(self.packages, (group, number), package)
            for entity, is_member in members.items():
                if is_member:
                    disk.put(self.members, (group, entity), None)
                else:
                    disk.drop(self.members, (group, entity))
            self.at(Failpoint.PUBLISH_BEFORE_COMMIT)
        self.ground.watch.published(self, group, number, package)
        self.at(Failpoint.PUBLISH_AFTER_COMMIT)
        self.soon(5, f"head {group}", lambda: self._head_then_more(group))

    def _head_then_more(self, group: str) -> None:
        self._publish_head(group)
        self.package_due(group)

    def names(self, group: str) -> list[str]:
        """Return the names of a group's published packages."""
        rows = (self.packages[group, at] for at in range(1, self.numbered.get(group, 0) + 1))
        return [row.name for row in rows if row.name]

    def _head_is_old(self, group: str) -> bool:
        content = self.book.heads.get(group)
        newest = self.newest(group)
        name = newest.name if newest else GENESIS
        return content is None or opened_head(content, self.ground.signed_by).name != name

    def _publish_head(self, group: str) -> None:
        names = self.names(group)
        head = Head(
            format=heads.FORMAT,
            group=group,
            epoch=EPOCH,
            number=len(names),
            name=names[-1] if names else GENESIS,
            tail=tuple(names[-TAIL:]),
            min_reader=heads.FORMAT,
            folding_version=1,
            signed_ms=self.wall_ms,
        )
        content = heads.sign(head, self.ground.signing)
        self.book.disk.put(self.book.heads, group, content)
        self.at(Failpoint.HEAD_AFTER_FILE)
