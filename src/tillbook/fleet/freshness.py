"""Whether what headquarters has published arrives.

A signed manifest does not age, so a cache on the way could hand out an old one for ever. Contacts
go past caches and say how far headquarters is: a node that does not get there is kept from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tillbook.exchange.down import groups
from tillbook.exchange.models import FeedCursor, Group, Package, SnapshotLoad
from tillbook.foundation import clock
from tillbook.nodes.models import Node
from tillbook.nodes.this_node import current

#: Group -> epoch and number of its newest package.
Newest = Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    """The first package of those that this node lacks that it heard of, and when."""

    epoch: str
    number: int
    at: datetime


@dataclass(slots=True)
class _Heard:
    newest: Newest = field(default_factory=dict)
    announced: _Announced | None = None


def newest(child: UUID) -> Newest:
    """Say how far headquarters is with the groups of a child and of those below it.

    What headquarters knows itself the others heard from it.
    """
    if not current().is_root:
        return current().memory(_Heard).newest
    named = {groups.of(node) for node in Node.objects.filter(Q(id=child) | Q(parent=child))}
    epochs = dict(Group.objects.filter(name__in=named).values_list("name", "epoch"))
    return {group: (epoch, _published(group)) for group, epoch in epochs.items()}


def _published(group: str) -> int:
    rows = Package.objects.filter(group=group).exclude(name="").order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def hear(newest: Newest) -> None:
    """Take what the parent says of headquarters' newest packages."""
    heard, followed = current().memory(_Heard), groups.followed()
    heard.newest = newest
    epoch, number = newest.get(followed or "", ("", 0))
    cursor = FeedCursor.objects.filter(group=followed).first()
    reached = (cursor.epoch, cursor.number) if cursor else ("", 0)
    known = heard.announced
    if known is None or known.epoch != epoch or _is_reached(known.epoch, known.number, reached):
        is_news = number > 0 and not _is_reached(epoch, number, reached)
        heard.announced = (
            _Announced(epoch=epoch, number=number, at=clock.now()) if is_news else None
        )


def _is_reached(epoch: str, number: int, reached: tuple[str, int]) -> bool:
    return reached[0] == epoch and reached[1] >= number


def kept_from_s() -> float | None:
    """Return for how long a package has been lacking that headquarters had published.

    None where nothing is lacking, and while a snapshot is being taken.
    """
    announced = current().memory(_Heard).announced
    if announced is None or SnapshotLoad.objects.filter(finished_at=None).exists():
        return None
    return (clock.now() - announced.at).total_seconds()
