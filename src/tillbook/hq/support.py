"""Short accounts for support, of a node or an operation: ids, codes, times and figures.

They hold no name, number or text that people typed, and are the same in every language.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import tillbook
from tillbook.customers.synchronization.detail import Detail
from tillbook.foundation import clock
from tillbook.health.rules.troubles import Trouble
from tillbook.health.tree import Line
from tillbook.nodes.this_node import current

Value = object | None


def of_node(line: Line) -> str:
    """Say how a node stands."""
    report, standing = line.report, line.standing
    facts: dict[str, Value] = {
        "node": line.node,
        "role": line.role.value,
        "place": line.place,
        "group": line.group,
        "state": line.health.value,
        "muted-until": line.muted.until if line.muted else None,
        "troubles": ", ".join(_trouble(one) for one in line.troubles) or "none",
    }
    if report is not None and standing is not None:
        details = standing.details
        facts |= {
            "version": report.version,
            "schema": details.schema,
            "last-contact": report.at,
            "pending": report.pending,
            "oldest-pending": report.oldest_pending_at,
            "attention": report.attention,
            "package": f"{report.package}, behind {line.behind}",
            "sets": ", ".join(f"{one.job} {one.state}" for one in line.sets),
            "clock-s": f"{standing.clock_s:.1f}",
            "disk-mib": details.disk_free_mib,
            "database-mib": details.database_mib,
            "loops": ", ".join(
                f"{one.name} {one.trouble or 'stalled'}"
                for one in details.loops
                if one.trouble or one.is_stalled
            ),
        }
    return _text("node", facts)


def of_operation(detail: Detail) -> str:
    """Say what became of an operation."""
    line = detail.line
    return _text(
        "operation",
        {
            "operation": line.operation,
            "kind": line.kind,
            "customer": line.customer,
            "units": ", ".join(line.units),
            "state": line.stage.value,
            "kept-by": line.level.value,
            "reason": line.reason,
            "tries": line.tries,
            "store": line.store,
            "register": line.register,
            "made": line.asked_at,
            "uploaded": line.uploaded_at,
            "decided": line.decided_at,
            "distributed": line.distributed_at,
            "corrects": line.refers,
            "corrected-by": line.corrected_by,
            "waiting-for-it": ", ".join(str(one.operation) for one in detail.held),
        },
    )


def _trouble(found: Trouble) -> str:
    return f"{found.code} ({found.severity.name.lower()})"


def _text(what: str, facts: Mapping[str, Value]) -> str:
    head = {
        "tillbook": tillbook.__version__,
        "account-of": what,
        "at": clock.now(),
        "told-by": current().id,
    }
    return "\n".join(_lines({**head, **facts}))


def _lines(facts: Mapping[str, Value]) -> Iterable[str]:
    for name, value in facts.items():
        if value is not None and value != "":
            yield f"{name}: {_moment(value) if isinstance(value, datetime) else value}"


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
