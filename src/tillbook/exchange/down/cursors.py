"""Where this node stands in a group; moves in the transaction of the rows."""

from collections.abc import Mapping

from tillbook.exchange.core import heads
from tillbook.exchange.core.heads import Cursor
from tillbook.exchange.models import FeedCursor, Group
from tillbook.foundation import clock


def cursor_of(group: str) -> Cursor:
    """Return where this node stands in a group."""
    row = FeedCursor.objects.filter(group=group).first()
    if row is None:
        return heads.start(Group.objects.values_list("epoch", flat=True).get(name=group))
    return Cursor(epoch=row.epoch, number=row.number, name=row.name)


def move(group: str, to: Cursor, *, received: Mapping[str, int]) -> None:
    """Note what is applied now, and by kind when its newest change was signed, milliseconds."""
    FeedCursor.objects.update_or_create(
        group=group,
        defaults={
            "epoch": to.epoch,
            "number": to.number,
            "name": to.name,
            "applied_at": clock.now(),
            "received": dict(received),
            "failed_number": 0,
            "failed_code": "",
            "tries": 0,
        },
    )
