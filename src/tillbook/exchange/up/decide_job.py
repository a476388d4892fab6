"""Deciding at headquarters what was kept while the valve was shut, in the order of arrival."""

from django.db import DataError, IntegrityError

from tillbook.exchange import valves
from tillbook.exchange.core.operations import Outcome, Verdict, open_operation
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.chain import Log, write_log
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.models import JobRun, Operation
from tillbook.exchange.up import accept, decide
from tillbook.foundation import clock
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

#: Operations of one transaction.
BATCH = 200
#: The reason given for an operation whose content the tables cannot hold.
UNSTORABLE = "operation.unstorable"
_PENDING = Operation.State.PENDING


def decide_due() -> int:
    """Decide what waits, if the valve lets it; return how many operations were decided.

    Each is decided on its own: a bad one is quarantined, the others go on. What arrives after the
    beginning is the next run's.
    """
    run = valves.asked(valves.DECIDE)
    if run is None and not valves.is_open(valves.DECIDE):
        return 0
    waiting = Operation.objects.filter(state=_PENDING).order_by("-position")
    last = waiting.values_list("position", flat=True).first()
    if last is None and run is None:
        return 0
    record = JobRun(valve=valves.DECIDE, started_at=clock.now())
    with write():
        record.save()
    while batch := _batch(last or 0):
        record.rows += len(batch)
        record.failed += batch.count(Operation.State.ATTENTION)
        current().wake.package.set()
        with write():
            record.save()
    record.status, record.ended_at = JobRun.Status.DONE, clock.now()
    with write():
        record.save()
    if run is not None:
        valves.finish(valves.DECIDE, run)
    return record.rows


def _batch(last: int) -> list[str]:
    """Decide the next operations in one transaction; return how each stands."""
    with write_log() as log:
        rows = Operation.objects.filter(state=_PENDING, position__lte=last)
        ids = list(rows.order_by("position").values_list("id", flat=True)[:BATCH])
        return [_decide_one(verdicts.find(id), log) for id in ids]


def _decide_one(row: Operation, log: Log) -> str:
    if row.state == _PENDING:  # else it was held for one before it, and is decided by now
        try:
            with log.savepoint():
                accept.decide_kept(row, open_operation(signed_of(row)), log)
        except (DataError, IntegrityError):
            verdict = Verdict(operation=row.id, outcome=Outcome.QUARANTINED, reason=UNSTORABLE)
            decide.close(verdicts.find(row.id), verdict, log)
            return Operation.State.ATTENTION
    return row.state
