"""How this node stands by its own word: what it would report upward now."""

from tillbook.fleet import freshness
from tillbook.fleet.report import own_report
from tillbook.fleet.runner import running
from tillbook.foundation import clock
from tillbook.health.rules.troubles import SILENT_AFTER_S, NodeFacts, troubles_of
from tillbook.health.standing import Standing, failing_package
from tillbook.nodes.models import NodeReport
from tillbook.nodes.parent import ParentState
from tillbook.nodes.this_node import current


def own_standing() -> Standing:
    """Judge this node by what it knows itself; data that it lacks only headquarters knows."""
    runner, node = running(), current()
    said = own_report(runner.standing() if runner else ())
    details, oldest = said.details, said.oldest_pending_ms
    fast = 0 if details.offset_ms is None else -details.offset_ms
    report = NodeReport(
        node=said.node,
        at=clock.now(),
        pending=said.pending,
        attention=said.attention,
        oldest_pending_at=None if oldest is None else clock.from_milliseconds(oldest),
        package=said.package,
        version=said.version,
        clock_ms=fast,
    )
    facts = NodeFacts(
        silent_s=_silent_s(),
        attention=said.attention,
        oldest_pending_s=None if oldest is None else (said.wall_ms - oldest) / 1000,
        clock_ms=fast,
        disk_free_mib=details.disk_free_mib,
        version=said.version,
        failing_loops=[(loop.name, loop.trouble) for loop in details.loops if loop.trouble],
        stalled_loops=[loop.name for loop in details.loops if loop.is_stalled],
        failing_package=failing_package(details),
        is_paused=node.parent.pauses_data,
        kept_from_s=freshness.kept_from_s(),
    )
    return Standing(node=node.id, report=report, details=details, troubles=troubles_of(facts))


def _silent_s() -> float | None:
    """Return for how long the parent has not answered; None while it does."""
    parent = current().parent
    if parent.state is ParentState.ONLINE:
        return None
    if parent.last_contact is None:
        return SILENT_AFTER_S + 1
    return (clock.now() - parent.last_contact).total_seconds()
