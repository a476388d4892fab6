"""What has stood unsent, undecided or refused for longer than it may: alerts by age."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import Count, Min, Q

from tillbook.customers.rules.stages import Ages, Alert
from tillbook.exchange.log.standing import spoken_of
from tillbook.exchange.models import Operation
from tillbook.fleet.muting import muted
from tillbook.foundation import clock
from tillbook.nodes.models import NodeReport
from tillbook.nodes.this_node import current
from tillbook.scheduler.queries import parameters

log = structlog.get_logger()
State = Operation.State
_UNSENT = Q(state=State.PENDING, relayed_at=None)
_UNDECIDED = Q(state=State.HELD) | (Q(state=State.PENDING) & ~Q(relayed_at=None))


def alerts(store: UUID | None = None) -> list[Alert]:
    """Return what stands too long here, or of one store here; at headquarters also at its nodes.

    Source: AR-120.
    """
    ages, is_root = _ages(), current().is_root
    own = Q() if store is None else Q(store=store)
    failed = own & Q(state=State.ATTENTION) & ~Q(id__in=spoken_of())
    undecided = Q(state__in=(State.HELD, State.PENDING)) if is_root else _UNDECIDED
    unsent = own & _UNSENT
    found = [
        _of_operations("failed", failed, ages.failed),
        _of_operations("undecided", own & undecided, ages.undecided),
        _of_nodes(ages.unsent) if is_root else _of_operations("unsent", unsent, ages.unsent),
    ]
    return [one for one in found if one is not None]


def _ages() -> Ages:
    """Return the ages of the scheduler's parameters."""
    chosen = parameters()
    undecided = timedelta(minutes=chosen.undecided_after_minutes)
    unsent = timedelta(minutes=chosen.unsent_after_minutes)
    return Ages(unsent=unsent, undecided=undecided, failed=undecided)


def _of_operations(kind: str, which: Q, limit: timedelta) -> Alert | None:
    """Count by the time at which it reached this node: clocks of tills may be wrong."""
    rows = Operation.objects.filter(which, received_at__lte=clock.now() - limit)
    return _alert(kind, rows.aggregate(count=Count("id"), oldest=Min("received_at")), limit)


def _of_nodes(limit: timedelta) -> Alert | None:
    rows = NodeReport.objects.filter(oldest_pending_at__lte=clock.now() - limit)
    rows = rows.exclude(node__in=muted().values("id"))
    return _alert(
        "unsent", rows.aggregate(count=Count("node"), oldest=Min("oldest_pending_at")), limit
    )


def _alert(kind: str, found: dict[str, int | datetime | None], limit: timedelta) -> Alert | None:
    count, oldest = found["count"], found["oldest"]
    if not isinstance(count, int) or not isinstance(oldest, datetime) or not count:
        return None
    return Alert(kind=kind, count=count, oldest_at=oldest, limit=limit)


class Watch:
    """Writes a line of the log when an alert is raised, and when it is over."""

    def __init__(self) -> None:
        self._raised: frozenset[str] = frozenset()

    def look(self) -> None:
        """Look once. Called every now and then by a loop of the node."""
        found = {alert.kind: alert for alert in alerts()}
        for kind in found.keys() - self._raised:
            alert = found[kind]
            log.warning(
                "operations_overdue",
                kind=kind,
                count=alert.count,
                oldest_at=alert.oldest_at.isoformat(),
                limit_s=int(alert.limit.total_seconds()),
            )
        for kind in self._raised - found.keys():
            log.info("operations_in_time", kind=kind)
        self._raised = frozenset(found)
