"""The packager of a group: claims changes, renders packages, publishes them in order.

A crash between any two steps leaves a claimed, unpublished package that the next run finishes.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import QuerySet

from tillbook.exchange import accept, blobs, images, keys, kinds, leases
from tillbook.exchange.core import heads, packages
from tillbook.exchange.core.errors import PackageTooLarge
from tillbook.exchange.core.packages import GENESIS, Item, Removal, Upsert, VerdictItem, Why
from tillbook.exchange.models import Change, Entity, Group, Operation, Package
from tillbook.foundation import clock
from tillbook.foundation.folding import FOLDING_VERSION
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import read, write

#: Rows of one package. A row is an image or a verdict.
MAX_CHANGES = 2_000
_NONCE_BYTES = 12


def package_due(group: str, *, token: int) -> int:
    """Package everything that waits; return how many packages were published.

    `token` is the fencing token of the packager's lease: a packager that lost it stops.
    """
    published = 0
    while True:
        package = _unpublished(group) or _claim(group, token)
        if package is None:
            break
        if not _publish(package, token):
            break
        published += 1
    if _head_is_old(group):
        publish_head(group)
    return published


def _head_is_old(group: str) -> bool:
    """Tell whether the manifest misses what is published, as after a crash between the two."""
    content = blobs.head(group)
    if content is None:
        return True
    head = heads.open_head(content, current().keys.sign_public)
    newest = _published(group).values_list("name", flat=True).first()
    return head.name != (newest or GENESIS)


def _published(group: str) -> QuerySet[Package]:
    """Return the published packages, newest first."""
    return Package.objects.filter(group=group).exclude(name="").order_by("-number")


def publish_head(group: str) -> None:
    """Sign and publish the manifest of what is published."""
    epoch = Group.objects.values_list("epoch", flat=True).get(name=group)
    newest = list(_published(group).values_list("number", "name")[: heads.TAIL])
    head = heads.Head(
        format=heads.FORMAT,
        group=group,
        epoch=epoch,
        number=newest[0][0] if newest else 0,
        name=newest[0][1] if newest else GENESIS,
        tail=tuple(name for _, name in reversed(newest)),
        min_reader=_min_reader(),
        folding_version=FOLDING_VERSION,
        signed_ms=clock.milliseconds(),
    )
    blobs.publish_head(group, heads.sign(head, current().keys.signing))


def _min_reader() -> int:
    """Return the oldest format that reads what is published now: removals need the second."""
    gone = Entity.objects.exclude(removed="").exists()
    return heads.READS_REMOVALS if gone else heads.MIN_READER


def _unpublished(group: str) -> Package | None:
    return Package.objects.filter(group=group, name="").order_by("number").first()


def _claim(group: str, token: int) -> Package | None:
    """Give the oldest waiting changes the next package number."""
    with write():
        if not leases.is_current(group, token):
            return None
        waiting = Change.objects.filter(group=group, package__isnull=True).order_by("id")
        ids = list(waiting.values_list("id", flat=True)[:MAX_CHANGES])
        if not ids:
            return None
        last = Package.objects.filter(group=group).order_by("-number").first()
        package = Package.objects.create(
            group=group,
            number=last.number + 1 if last else 1,
            previous=last.name if last else GENESIS,
        )
        Change.objects.filter(id__in=ids).update(package=package.number)
        return package


def _publish(package: Package, token: int) -> bool:
    """Render a claimed package and publish it; False when the lease was lost meanwhile."""
    read_at = clock.now()
    items = _items(package)
    key = keys.newest(package.group)
    header = packages.Header(
        format=packages.FORMAT,
        group=package.group,
        epoch=Group.objects.values_list("epoch", flat=True).get(name=package.group),
        number=package.number,
        previous=package.previous,
        folding_version=FOLDING_VERSION,
        items=len(items),
    )
    try:
        content = packages.render(
            header,
            items,
            key_id=bytes.fromhex(key.id),
            key=bytes(key.key),
            nonce=secrets.token_bytes(_NONCE_BYTES),
        )
    except PackageTooLarge:
        return _give_back_half(package, token) and _publish(package, token)
    name = packages.name_of(content)
    blobs.put(package.group, name, content)
    now = clock.now()
    with write():
        if not leases.is_current(package.group, token):
            return False
        Package.objects.filter(id=package.id, name="").update(
            name=name, size=len(content), items=len(items), published_at=now
        )
        told = [item.verdict.operation for item in items if isinstance(item, VerdictItem)]
        Operation.objects.filter(id__in=told).update(distributed_at=now)
        _own_operations(items, until=read_at).update(distributed_at=now)
    return True


def _own_operations(items: Iterable[Item], *, until: datetime) -> QuerySet[Operation]:
    """Return headquarters' own operations whose effect a package holds.

    Their verdicts are not packaged: nobody below waits for them.
    """
    return Operation.objects.filter(
        entity__in=[item.id for item in items if isinstance(item, Upsert | Removal)],
        origin=current().id,
        decided_at__lte=until,
        distributed_at=None,
    )


def _give_back_half(package: Package, token: int) -> bool:
    """Leave the newer half of a package's changes to the next one; False when the lease was lost.

    Raises PackageTooLarge when a single change is left.
    """
    with write():
        if not leases.is_current(package.group, token):
            return False
        mine = Change.objects.filter(group=package.group, package=package.number).order_by("id")
        ids = list(mine.values_list("id", flat=True))
        if len(ids) < 2:
            raise PackageTooLarge("One record is too large for a package.")
        Change.objects.filter(id__in=ids[len(ids) // 2 :]).update(package=None)
        return True


def _items(package: Package) -> list[Item]:
    """Read what a package carries: what is gone, the newest images, then the verdicts.

    A verdict may be newer than its claim; the image that it speaks of comes along.
    """
    with read():
        rows = Change.objects.filter(group=package.group, package=package.number)
        verdicts = rows.filter(operation__isnull=False).values_list("operation", flat=True)
        changed = list(dict.fromkeys(rows.order_by("id").values_list("entity", flat=True)))
        return [*_removals(changed), *_upserts(_by_kind(changed)), *_verdicts(verdicts)]


def _removals(ids: Sequence[UUID]) -> Iterable[Removal]:
    for row in Entity.objects.filter(id__in=ids).exclude(removed="").order_by("id"):
        yield Removal(kind=row.kind, id=row.id, version=row.version, why=cast(Why, row.removed))


def _by_kind(ids: Sequence[UUID]) -> dict[str, list[UUID]]:
    """Sort changed entities by the kind that they are, whatever kind an operation took them for."""
    kind_of = dict(Entity.objects.filter(id__in=ids).values_list("id", "kind"))
    found: dict[str, list[UUID]] = {}
    for id in ids:
        if id in kind_of:
            found.setdefault(kind_of[id], []).append(id)
    return found


def _upserts(by_kind: dict[str, list[UUID]]) -> Iterable[Upsert]:
    for name, ids in by_kind.items():
        if not kinds.knows_entity(name):
            continue
        kind = kinds.entity_kind(name)
        for image in images.load(kind, ids).values():
            yield Upsert(
                kind=name,
                id=image.id,
                version=image.version,
                stamps=image.stamps,
                document=image.document,
                derived=kind.derive(image.document),
            )


def _verdicts(ids: Iterable[UUID | None]) -> Iterable[VerdictItem]:
    for row in Operation.objects.filter(id__in=list(ids)).order_by("position"):
        verdict = accept.verdict_of(row)
        if verdict is not None:
            yield VerdictItem(kind=row.entity_kind, id=row.entity, verdict=verdict)
