"""`operation.discard`: a person closes an operation that headquarters could not accept."""

from uuid import UUID

from tillbook.exchange import decide, images, kinds
from tillbook.exchange.core.operations import DISCARD, Outcome, Verdict
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.log import Log
from tillbook.exchange.models import Operation
from tillbook.foundation.actor import Actor, Permission
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


def close_referred(row: Operation, log: Log) -> None:
    """Take the discarded operation out of what this node shows; the root tells every node."""
    if current().is_root:
        decide.close(row, Verdict(operation=row.id, outcome=Outcome.APPLIED), log)
    referred = Operation.objects.filter(
        id__in=[row.refers], state=Operation.State.ATTENTION
    ).first()
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


def _close_orphans(discarded: Operation, log: Log) -> None:
    """Close the edits that waited for a creation which will never be."""
    if images.load(kinds.entity_kind(discarded.entity_kind), [discarded.entity]):
        return
    held = Operation.objects.filter(entity=discarded.entity, state=Operation.State.HELD)
    for row in held.order_by("position"):
        verdict = Verdict(operation=row.id, outcome=Outcome.DISCARDED, reason=discarded.reason)
        decide.close(row, verdict, log)
