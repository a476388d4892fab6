"""What has stood unsent, undecided or refused for longer than it may: alerts by age."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from tillbook.customers.rules.stages import ALERT_AGES, Ages, Alert
from tillbook.exchange.models import Operation
from tillbook.exchange.queries import spoken_of
from tillbook.foundation import clock
from tillbook.nodes.models import NodeReport
from tillbook.nodes.this_node import current

State = Operation.State
_UNSENT = Q(state=State.PENDING, relayed_at=None)
_UNDECIDED = Q(state=State.HELD) | (Q(state=State.PENDING) & ~Q(relayed_at=None))


def alerts(ages: Ages = ALERT_AGES) -> list[Alert]:
    """Return what stands too long at this node; at headquarters also at the nodes that report.

    Source: AR-120.
    """
    is_root = current().is_root
    undecided = Q(state__in=(State.HELD, State.PENDING)) if is_root else _UNDECIDED
    found = [
        _of_operations("failed", Q(state=State.ATTENTION) & ~Q(id__in=spoken_of()), ages.failed),
        _of_operations("undecided", undecided, ages.undecided),
        _of_nodes(ages.unsent) if is_root else _of_operations("unsent", _UNSENT, ages.unsent),
    ]
    return [one for one in found if one is not None]


def worst(found: Iterable[Alert]) -> Alert | None:
    """Return the alert that stands longest beyond its age."""
    return min(found, key=lambda one: one.oldest_at + one.limit, default=None)


def _of_operations(kind: str, which: Q, limit: timedelta) -> Alert | None:
    """Count by the time at which it reached this node: clocks of tills may be wrong."""
    rows = Operation.objects.filter(which, received_at__lte=clock.now() - limit)
    return _alert(kind, rows.aggregate(count=Count("id"), oldest=Min("received_at")), limit)


def _of_nodes(limit: timedelta) -> Alert | None:
    rows = NodeReport.objects.filter(oldest_pending_at__lte=clock.now() - limit)
    return _alert(
        "unsent", rows.aggregate(count=Count("node"), oldest=Min("oldest_pending_at")), limit
    )


def _alert(kind: str, found: dict[str, int | datetime | None], limit: timedelta) -> Alert | None:
    count, oldest = found["count"], found["oldest"]
    if not isinstance(count, int) or not isinstance(oldest, datetime) or not count:
        return None
    return Alert(kind=kind, count=count, oldest_at=oldest, limit=limit)
