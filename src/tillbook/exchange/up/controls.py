"""Operations that speak of another one: `operation.discard` closes, `operation.retry` decides anew.

And what becomes of an operation once its correction was accepted.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from tillbook.exchange.core.operations import (
    ALONG_WITH,
    CORRECTED,
    DISCARD,
    RETRY,
    Opened,
    Outcome,
    Verdict,
)
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.log.chain import Log
from tillbook.exchange.models import Entity, Operation
from tillbook.exchange.up import decide
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.this_node import current

State = Operation.State


def _nothing_to_rule(proposal: Proposal) -> Ruling:
    return Ruling()


def _control(name: str) -> OperationKind:
    return OperationKind(
        name=name,
        entity=None,
        permission=Permission.CREATE_CUSTOMERS,
        creates=False,
        edits=True,
        decide=_nothing_to_rule,
    )


DISCARD_KIND, RETRY_KIND = _control(DISCARD), _control(RETRY)


def draft_control(actor: Actor, kind: str, operation: UUID, *, reason: str = "") -> Draft:
    """Draft an operation that speaks of another one of this node's log."""
    row = Operation.objects.get(id=operation)
    return Draft(
        actor=actor,
        kind=kind,
        entity_kind=row.entity_kind,
        entity=row.entity,
        patch={},
        refers=operation,
        reason=reason,
    )


def close_referred(row: Operation, opened: Opened, log: Log) -> None:
    """Take the discarded operation out of what this node shows; the root tells every node."""
    waits = Q(state=State.ATTENTION) | Q(state=State.HELD)
    referred = _referred(row).filter(waits).first()
    if current().is_root:
        if not may_speak_of(opened, referred):
            refuse_control(row, log)
            return
        decide.close(row, Verdict(operation=row.id, outcome=Outcome.APPLIED), log)
    if referred is None:
        return
    if current().is_root:
        if referred.state == State.HELD:
            # A person's word, unlike the want of a creation, is not taken back by one.
            referred.reason = ""
        _discard(referred, log)
        _close_orphans(referred, log)
    else:
        referred.state = State.SETTLED
        referred.outcome = Outcome.DISCARDED.value
        referred.save(update_fields=["state", "outcome"])


def close_corrected(row: Operation, opened: Opened, log: Log) -> None:
    """Close what an accepted correction stands for, and what that had corrected. At the root."""
    referred = _referred(row).filter(state=State.ATTENTION).first()
    while referred is not None and may_speak_of(opened, referred):
        _discard(referred, log, **{CORRECTED: str(row.id)})
        referred = _referred(referred).filter(state=State.ATTENTION).first()


def to_be_retried(row: Operation) -> Operation | None:
    """Return what a retry speaks of, unless it needs nobody any more."""
    waits = Q(state=State.ATTENTION) | Q(outcome=Outcome.DISCARDED.value)
    found = _referred(row).filter(waits).select_related("content").first()
    return None if found is None or CORRECTED in found.params else found


def refuse_control(row: Operation, log: Log, *, reason: str = PermissionRefused.code) -> None:
    """Answer somebody who may not speak of another's operation, or is not believed."""
    refusal = Verdict(operation=row.id, outcome=Outcome.QUARANTINED, reason=reason)
    decide.close(row, refusal, log)


def may_speak_of(opened: Opened, referred: Operation | None) -> bool:
    """Tell whether a person may settle this: a store settles what was asked in the store."""
    envelope = opened.envelope
    if envelope.origin.node == current().id:
        return True
    is_own = referred is None or referred.store == envelope.by.store
    return is_own and not decide.objection_to(opened, DISCARD_KIND)


def _referred(row: Operation) -> QuerySet[Operation]:
    return Operation.objects.filter(id__in=[row.refers], entity=row.entity)


def _discard(row: Operation, log: Log, **more: str) -> None:
    verdict = Verdict(
        operation=row.id,
        outcome=Outcome.DISCARDED,
        reason=row.reason,
        params={**row.params, **more},
    )
    decide.close(row, verdict, log)


def _close_orphans(discarded: Operation, log: Log) -> None:
    """Close the edits that waited for a creation which will never be."""
    if Entity.objects.filter(id=discarded.entity, version__gt=0, removed="").exists():
        return
    held = Operation.objects.filter(entity=discarded.entity, state=State.HELD)
    for row in held.order_by("position"):
        row.reason = discarded.reason
        _discard(row, log, **{ALONG_WITH: str(discarded.id)})
