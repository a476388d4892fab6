"""The packager of a group: claims changes, renders packages, publishes them in order.

A crash between any two steps leaves a claimed, unpublished package that the next run finishes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from tillbook.exchange import valves
from tillbook.exchange.core import heads, packages
from tillbook.exchange.core.errors import PackageTooLarge
from tillbook.exchange.core.packages import GENESIS, Item, Removal, Upsert, VerdictItem
from tillbook.exchange.down import blobs, keys, leases, package_contents, snapshot_maker
from tillbook.exchange.log import backup_mark
from tillbook.exchange.models import Change, Entity, Group, Operation, Package
from tillbook.foundation import clock
from tillbook.foundation.folding import FOLDING_VERSION
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

#: The lease of whoever packages.
LEASE = "packager"
#: Rows of one package. A row is an image or a verdict.
MAX_CHANGES = 2_000


def package_all(*, token: int) -> int:
    """Package what waits for any group; return how many packages were published.

    `token` is the fencing token of the packager's lease: a packager that lost it stops.
    """
    _, runs = valves.shut_kinds()
    published = 0
    for group in Group.objects.order_by("name"):
        if not group.paused:
            published += _package_group(group.name, token=token)
        publish_head(group.name)
    if runs:
        _finish(runs, token)
    return published


def _finish(runs: Mapping[str, int], token: int) -> None:
    """Note that what was asked for is packaged: a former holder of the lease packaged nothing."""
    with write():
        if leases.is_current(LEASE, token):
            for name, run in runs.items():
                valves.finish(name, run)


def _package_group(group: str, *, token: int) -> int:
    published = 0
    while True:
        package = _unpublished(group) or _claim(group, token)
        if package is None or not _publish(package, token):
            return published
        published += 1


def _published(group: str) -> QuerySet[Package]:
    """Return the published packages, newest first."""
    return Package.objects.filter(group=group).exclude(name="").order_by("-number")


def publish_head(group: str) -> None:
    """Sign and publish the manifest of what is published, unless it stands there already."""
    head, published = _head(group), blobs.head(group)
    if published is not None:
        known = heads.open_head(published, current().keys.sign_public)
        if msgspec.structs.replace(known, signed_ms=head.signed_ms) == head:
            return
    blobs.publish_head(group, heads.sign(head, current().keys.signing))


def _head(name: str) -> heads.Head:
    group = Group.objects.get(name=name)
    newest = list(_published(name).values_list("number", "name")[: heads.TAIL])
    return heads.Head(
        format=heads.FORMAT,
        group=name,
        epoch=group.epoch,
        number=newest[0][0] if newest else 0,
        name=newest[0][1] if newest else GENESIS,
        tail=tuple(name for _, name in reversed(newest)),
        min_reader=_min_reader(group),
        folding_version=FOLDING_VERSION,
        signed_ms=clock.milliseconds(),
        upload=valves.upload_valve(),
        tries=group.tries,
        retries=group.retries,
        skipped=tuple(group.skipped),
        snapshot=snapshot_maker.newest(name),
        backup=backup_mark.held(),
    )


def _min_reader(group: Group) -> int:
    """Return the oldest format that reads what is published now."""
    if group.evicts:
        return heads.READS_EVICTIONS
    gone = Entity.objects.exclude(removed="").exists()
    return heads.READS_REMOVALS if gone else heads.MIN_READER


def _unpublished(group: str) -> Package | None:
    return Package.objects.filter(group=group, name="").order_by("number").first()


def _claim(group: str, token: int) -> Package | None:
    """Give the oldest waiting changes that the valves let through the next package number."""
    with write():
        if not leases.is_current(LEASE, token):
            return None
        shut, _ = valves.shut_kinds()
        waiting = Change.objects.filter(group=group, package__isnull=True).exclude(kind__in=shut)
        ids = list(waiting.order_by("id").values_list("id", flat=True)[:MAX_CHANGES])
        if not ids:
            return None
        last = Package.objects.filter(group=group).order_by("-number").first()
        package = Package.objects.create(
            group=group,
            number=last.number + 1 if last else 1,
            previous=last.name if last else GENESIS,
            made_at=clock.now(),
        )
        Change.objects.filter(id__in=ids).update(package=package.number)
        return package


def _publish(package: Package, token: int) -> bool:
    """Render a claimed package and publish it; False when the lease was lost meanwhile."""
    read_at = clock.now()
    loaded = package_contents.load(package)
    items = loaded.items
    content = _render(package, items)
    if content is None:
        return _give_back_half(package, token) and _publish(package, token)
    name = packages.name_of(content)
    blobs.put(package.group, name, content)
    now = clock.now()
    with write():
        if not leases.is_current(LEASE, token):
            return False
        loaded.remember(package.group)
        Package.objects.filter(id=package.id, name="").update(
            name=name,
            size=len(content),
            items=len(items),
            contents=Counter(_counted_as(item) for item in items),
            published_at=now,
        )
        told = [item.verdict.operation for item in items if isinstance(item, VerdictItem)]
        Operation.objects.filter(id__in=told, distributed_at=None).update(distributed_at=now)
        _own_operations(items, until=read_at).update(distributed_at=now)
    return True


def _render(package: Package, items: Sequence[Item]) -> bytes | None:
    """Return the bytes of a package, None when it is too large."""
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
        return packages.render(header, items, keys.sealing(package.group))
    except PackageTooLarge:
        return None


def _counted_as(item: Item) -> str:
    return "verdict" if isinstance(item, VerdictItem) else item.kind


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
        if not leases.is_current(LEASE, token):
            return False
        mine = Change.objects.filter(group=package.group, package=package.number).order_by("id")
        ids = list(mine.values_list("id", flat=True))
        if len(ids) < 2:
            raise PackageTooLarge("One record is too large for a package.")
        Change.objects.filter(id__in=ids[len(ids) // 2 :]).update(package=None)
        return True
