"""The trend of each node: the worst of every hour, a week long, at headquarters."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tillbook.foundation import clock
from tillbook.nodes.models import NodeReport, NodeSample
from tillbook.nodes.this_node import current

KEPT = timedelta(days=7)
HOUR = timedelta(hours=1)


class _Kept(dict[UUID, NodeSample]):
    """What was kept of the running hour, so that a contact seldom writes."""


def hour_of(when: datetime) -> datetime:
    """Return the beginning of the hour."""
    return when.replace(minute=0, second=0, microsecond=0)


def sample(reports: Iterable[NodeReport]) -> None:
    """Keep the worst of the hour for each node, inside the caller's transaction."""
    hour = hour_of(clock.now())
    kept = _of_hour(hour)
    news = [
        made
        for report in reports
        if (made := _worse(kept.get(report.node), _sample(report, hour))) is not None
    ]
    if not news:
        return
    NodeSample.objects.filter(hour__lt=hour - KEPT).delete()
    NodeSample.objects.bulk_create(
        news,
        update_conflicts=True,
        unique_fields=["node", "hour"],
        update_fields=["pending", "attention", "oldest_s"],
    )
    kept.update({made.node: made for made in news})


def _of_hour(hour: datetime) -> dict[UUID, NodeSample]:
    """Return what is kept of an hour; a restarted process reads it back."""
    memories = current().memories
    kept: _Kept | None = memories.get(_Kept)
    if kept is None or any(row.hour != hour for row in kept.values()):
        kept = _Kept({row.node: row for row in NodeSample.objects.filter(hour=hour)})
        memories[_Kept] = kept
    return kept


def samples_of(nodes: Sequence[UUID]) -> dict[UUID, list[NodeSample]]:
    """Return the samples of the last week by node, oldest first."""
    found: dict[UUID, list[NodeSample]] = {node: [] for node in nodes}
    rows = NodeSample.objects.filter(node__in=nodes, hour__gte=hour_of(clock.now()) - KEPT)
    for row in rows.order_by("hour"):
        found[row.node].append(row)
    return found


def _sample(report: NodeReport, hour: datetime) -> NodeSample:
    oldest = report.oldest_pending_at
    age_s = max(0.0, (report.at - oldest).total_seconds()) if oldest else 0.0
    return NodeSample(
        node=report.node,
        hour=hour,
        pending=report.pending,
        attention=report.attention,
        oldest_s=min(int(age_s), 2**31 - 1),
    )


def _worse(kept: NodeSample | None, new: NodeSample) -> NodeSample | None:
    """Return the worst of both, or None when nothing got worse within the hour.

    An age counts when it has doubled: it grows by itself at every contact.
    """
    if kept is None:
        return new
    is_older = new.oldest_s > 2 * kept.oldest_s
    if new.pending <= kept.pending and new.attention <= kept.attention and not is_older:
        return None
    new.pending = max(new.pending, kept.pending)
    new.attention = max(new.attention, kept.attention)
    new.oldest_s = max(new.oldest_s, kept.oldest_s)
    return new
