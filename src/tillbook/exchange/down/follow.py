"""Following a group: fetch what the head names, prove it, apply it, pass it on byte for byte."""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from tillbook.exchange import kinds, valves
from tillbook.exchange.core import following, heads, packages
from tillbook.exchange.core.errors import ReaderTooOld
from tillbook.exchange.core.heads import Cursor, Head
from tillbook.exchange.core.packages import Header, Item, Removal, Upsert, VerdictItem, Why
from tillbook.exchange.down import blobs, cursors, keys, poison, snapshot_taker
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.log import backup_mark, effective, images, verdicts
from tillbook.exchange.log.chain import Log, write_log
from tillbook.exchange.log.effective import show
from tillbook.exchange.log.images import Image
from tillbook.exchange.models import FeedCursor, Operation
from tillbook.exchange.parent_link import Link
from tillbook.nodes.this_node import current


def follow(group: str, link: Link, *, known: str) -> str:
    """Apply what is new in this node's group, one transaction per package; return the head's tag.

    Safe to interrupt anywhere and to repeat. Raises ParentUnreachable, BadHead, BadPackage or
    PackageStopped; what was applied until then stays. While the parent says that data is paused,
    nothing is applied; how uploads are to go is heeded all the same.
    """
    published = link.head(group, known=known)
    if published is None:
        return known
    head = heads.open_head(published, current().identity.headquarters_key)
    if valves.take_upload_valve(head.upload):
        current().wake.upload.set()
    if current().parent.pauses_data:
        return heads.tag_of(published)
    if head.min_reader > heads.FORMAT:
        raise ReaderTooOld
    if not _catch_up(head, cursors.cursor_of(group), link):
        return known
    backup_mark.learn(head.backup)
    blobs.publish_head(group, published)
    return heads.tag_of(published)


def _catch_up(head: Head, cursor: Cursor, link: Link) -> bool:
    """Bring this node to where the head is; False when that goes on in another turn."""
    heads.check_advance(head, cursor)
    if not snapshot_taker.is_wanted(head, cursor):
        try:
            return _walk(head, cursor, link)
        except ParentRefused:
            # Packages so old are not offered any more.
            if (
                head.snapshot is None
                or head.snapshot.number <= cursors.cursor_of(head.group).number
            ):
                raise
    taken = snapshot_taker.take(head, link)
    return taken is not None and _walk(head, taken, link)


def _walk(head: Head, cursor: Cursor, link: Link) -> bool:
    """Apply the packages after the cursor; False when somebody else on this node follows, too."""
    for number, name in _missing(head, cursor, link):
        content = blobs.fetch(head.group, name, link)
        if not poison.guard(head, number, partial(_apply, head, cursor, content=content)):
            return False
        cursor = Cursor(epoch=head.epoch, number=number, name=name)
    return True


def relay(group: str, link: Link, *, known: str) -> str:
    """Fetch what is new in a group of this node's children and pass it on; apply nothing.

    Raises ParentUnreachable, BadHead, BadPackage, or WentBack for a head older than what was passed
    on already.
    """
    published = link.head(group, known=known)
    if published is None:
        return known
    head = heads.open_head(published, current().identity.headquarters_key)
    former = blobs.head(group)
    since = heads.open_head(former, current().identity.headquarters_key) if former else None
    if since is not None:
        heads.check_not_older(head, since)
    is_same_chain = since is not None and since.epoch == head.epoch
    cursor = Cursor(
        epoch=head.epoch, number=since.number if since and is_same_chain else 0, name=""
    )
    for _, name in _missing(head, cursor, link):
        blobs.fetch(group, name, link)
    blobs.publish_head(group, published)
    return heads.tag_of(published)


def _missing(head: Head, cursor: Cursor, link: Link) -> Iterator[tuple[int, str]]:
    """Name the packages after the cursor, oldest first.

    Those older than the head's list are found backwards by their chain and kept on disk.
    """
    oldest = head.number - len(head.tail) + 1
    older: list[tuple[int, str]] = []
    if cursor.number + 1 < oldest:
        number, name = oldest, head.tail[0]
        while number > cursor.number + 1:
            content = blobs.fetch(head.group, name, link)
            name = _open(content, name)[0].previous
            number -= 1
            older.append((number, name))
    yield from reversed(older)
    yield from following.listed_after(head, cursor)


def _open(content: bytes, name: str) -> tuple[Header, list[Item]]:
    return packages.open_package(content, name=name, key=keys.key_for(content))


def _apply(head: Head, cursor: Cursor, *, content: bytes) -> bool:
    """Apply the package after the cursor, which moves in the transaction of the rows.

    One that was cancelled is proven and passed over.

    False when somebody else follows too and moved the cursor meanwhile.
    """
    name, number = packages.name_of(content), cursor.number + 1
    header, items = _open(content, name)
    packages.check_place(
        header, group=head.group, epoch=cursor.epoch, number=number, previous=cursor.name
    )
    with write_log() as log:
        if cursors.cursor_of(head.group) != cursor:
            return False
        if number not in head.skipped:
            _apply_items(items, log)
        to = Cursor(epoch=head.epoch, number=number, name=name)
        cursors.move(head.group, to, received=_received(head, items))
    return True


def _received(head: Head, items: Sequence[Item]) -> dict[str, int]:
    """Return when the newest change of each kind was signed, with the package that is applied."""
    rows = FeedCursor.objects.filter(group=head.group).values_list("received", flat=True)
    changed = {item.kind for item in items if isinstance(item, Upsert | Removal)}
    return (rows.first() or {}) | dict.fromkeys(changed, head.signed_ms)


def _apply_items(items: Sequence[Item], log: Log) -> None:
    """Settle the verdicts, take what is newer, and bring the tables to what must be shown."""
    told = [item for item in items if isinstance(item, VerdictItem)]
    touched = _settle(told, log)
    # First, so that a new thing may have what was another's: a code, a number.
    _bury([item for item in items if isinstance(item, Removal)])
    by_kind: dict[str, list[Upsert]] = {}
    for item in items:
        if isinstance(item, Upsert):
            by_kind.setdefault(item.kind, []).append(item)
    for name, upserts in by_kind.items():
        if kinds.knows_entity(name):
            effective.take_images(name, _newer(upserts), also=touched.pop(name, set()))
        else:
            images.keep_for_later(name, _newer(upserts))
    for name, ids in touched.items():
        show(name, list(ids))


def _settle(told: Sequence[VerdictItem], log: Log) -> dict[str, set[UUID]]:
    """Record verdicts on operations that are here; return their entities by kind."""
    by_operation = {item.verdict.operation: item.verdict for item in told}
    touched: dict[str, set[UUID]] = {}
    for row in Operation.objects.filter(id__in=list(by_operation)):
        verdict = by_operation[row.id]
        if row.state == Operation.State.SETTLED and row.outcome == verdict.outcome:
            continue
        verdicts.settle(row, verdict, log)
        touched.setdefault(row.entity_kind, set()).add(row.entity)
    return touched


def _bury(removals: Sequence[Removal]) -> None:
    """Take out what headquarters removed; a creation that waits here is shown in its place."""
    news = _news(removals)
    gone: dict[tuple[str, Why], dict[UUID, int]] = {}
    for item in removals:
        if item.id in news:
            gone.setdefault((item.kind, item.why), {})[item.id] = item.version
    for (name, why), versions in gone.items():
        effective.take_out(name, versions, why=why)


def _newer(upserts: Sequence[Upsert]) -> list[Image]:
    """Return the images that are newer than what is here; replaying a package changes nothing."""
    news = _news(upserts)
    return [
        Image(
            id=item.id,
            version=item.version,
            stamps=item.stamps,
            document=item.document,
            derived=item.derived,
        )
        for item in upserts
        if item.id in news
    ]


def _news(items: Sequence[Upsert | Removal]) -> set[UUID]:
    """Return the entities of which items tell what is not here yet."""
    here = images.standing_of(item.id for item in items)
    return {
        item.id
        for item in items
        for version, removed in (here.get(item.id, (0, "")),)
        if following.takes(item, version=version, removed=removed)
    }
