"""Operations in this node's log, and what headquarters says of them, by answer or by package."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from tillbook.exchange.core import states
from tillbook.exchange.core.operations import Outcome, Verdict
from tillbook.exchange.core.units import Document
from tillbook.exchange.log import images
from tillbook.exchange.log.chain import Log, write_log
from tillbook.exchange.log.effective import show
from tillbook.exchange.models import LogEntry, Operation
from tillbook.exchange.parent_link import Answer
from tillbook.foundation import clock

State = Operation.State


def find(operation: UUID) -> Operation:
    """Return a stored operation with its body."""
    return Operation.objects.select_related("content").get(id=operation)


def verdict_of(row: Operation) -> Verdict | None:
    """Return what headquarters said of an operation, None while it said nothing."""
    if not row.outcome:
        return None
    return Verdict(
        operation=row.id,
        outcome=Outcome(row.outcome),
        version=row.version,
        assigned=row.assigned,
        reason=row.reason,
        params=row.params,
        decided_ms=int(row.decided_at.timestamp() * 1000) if row.decided_at else 0,
        receipt=row.receipt,
    )


def note_answers(answers: Iterable[Answer]) -> dict[UUID, Document]:
    """Take in the parent's answers: custody, or a verdict as a courtesy. Safe to repeat.

    Return what this node shows now of the entities that got a verdict.
    """
    shown: dict[UUID, Document] = {}
    with write_log() as log:
        for answer in answers:
            row = Operation.objects.filter(id=answer.operation, state=State.PENDING).first()
            if row is None:
                continue
            if answer.refused:
                row.state, row.reason = State.ATTENTION, answer.refused
                row.save(update_fields=["state", "reason"])
                continue
            row.relayed_at = clock.now()
            if answer.verdict is None:
                row.save(update_fields=["relayed_at"])
                continue
            version = images.versions_of([row.entity]).get(row.entity, 0)
            row.state = states.by_answer(row.state, answer.verdict, version=version)
            _take_verdict(row, answer.verdict, log)
            shown |= show(row.entity_kind, [row.entity])
    return shown


def settle(row: Operation, verdict: Verdict, log: Log) -> None:
    """Take in a verdict from a package. The caller rebuilds the entity afterwards.

    An answer may have been quicker than an older package: a final word is not taken back.
    """
    if states.replaces(verdict, row.outcome):
        row.state = states.by_package(row.state, verdict)
        if row.state == State.SETTLED:
            row.distributed_at = clock.now()
        _take_verdict(row, verdict, log)


def _take_verdict(row: Operation, verdict: Verdict, log: Log) -> None:
    if row.outcome != verdict.outcome.value:
        log.append(LogEntry.Type.VERDICT, subject=row.id, content=msgspec.json.encode(verdict))
    row.outcome = verdict.outcome.value
    row.version, row.assigned = verdict.version, verdict.assigned
    row.reason, row.params = verdict.reason, verdict.params
    row.receipt = verdict.receipt
    row.decided_at = clock.from_milliseconds(verdict.decided_ms)
    row.save()
