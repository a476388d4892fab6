"""`operation.discard`: a person closes an operation that headquarters could not accept."""

from uuid import UUID

from tillbook.exchange import decide
from tillbook.exchange.core.operations import DISCARD, Opened, Outcome, Verdict
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.log import Log
from tillbook.exchange.models import Entity, Operation
from tillbook.foundation.actor import Actor, Permission
from tillbook.foundation.errors import PermissionRefused
from tillbook.nodes.this_node import current


def _nothing_to_rule(proposal: Proposal) -> Ruling:
    return Ruling()


DISCARD_KIND = OperationKind(
    name=DISCARD,
    entity=None,
    permission=Permission.CREATE_CUSTOMERS,
    creates=False,
    edits=True,
    decide=_nothing_to_rule,
)


def draft_discard(actor: Actor, operation: UUID, *, reason: str) -> Draft:
    """Draft the closing of an operation that needs attention."""
    row = Operation.objects.get(id=operation)
    return Draft(
        actor=actor,
        kind=DISCARD,
        entity_kind=row.entity_kind,
        entity=row.entity,
        patch={},
        refers=operation,
        reason=reason,
    )


def close_referred(row: Operation, opened: Opened, log: Log) -> None:
    """Take the discarded operation out of what this node shows; the root tells every node."""
    referred = Operation.objects.filter(
        id__in=[row.refers], entity=row.entity, state=Operation.State.ATTENTION
    ).first()
    if current().is_root:
        if not _may_close(opened, referred):
            refusal = Verdict(
                operation=row.id, outcome=Outcome.QUARANTINED, reason=PermissionRefused.code
            )
            decide.close(row, refusal, log)
            return
        decide.close(row, Verdict(operation=row.id, outcome=Outcome.APPLIED), log)
    if referred is None:
        return
    if current().is_root:
        verdict = Verdict(operation=referred.id, outcome=Outcome.DISCARDED, reason=referred.reason)
        decide.close(referred, verdict, log)
        _close_orphans(referred, log)
    else:
        referred.state = Operation.State.SETTLED
        referred.outcome = Outcome.DISCARDED.value
        referred.save(update_fields=["state", "outcome"])


def _may_close(opened: Opened, referred: Operation | None) -> bool:
    """Tell whether a person may close this: a store closes what was asked in the store."""
    envelope = opened.envelope
    if envelope.origin.node == current().id:
        return True
    is_own = referred is None or referred.store == envelope.by.store
    return is_own and decide.is_authorised(opened, DISCARD_KIND)


def _close_orphans(discarded: Operation, log: Log) -> None:
    """Close the edits that waited for a creation which will never be."""
    if Entity.objects.filter(id=discarded.entity, version__gt=0, removed="").exists():
        return
    held = Operation.objects.filter(entity=discarded.entity, state=Operation.State.HELD)
    for row in held.order_by("position"):
        verdict = Verdict(operation=row.id, outcome=Outcome.DISCARDED, reason=discarded.reason)
        decide.close(row, verdict, log)
