"""Repairing what headquarters could not accept: always a new operation, the original stays."""

from uuid import UUID

from tillbook.exchange.core.operations import DISCARD, RETRY, Outcome
from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.errors import Refused
from tillbook.exchange.up.controls import draft_control
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.foundation.actor import Actor


def discard(actor: Actor, operation: UUID, *, reason: str) -> Receipt:
    """Close an operation that needs attention; what it showed here vanishes by itself."""
    draft = draft_control(actor, DISCARD, operation, reason=reason)
    return submit(draft, patience=DEFAULT)


def retry(actor: Actor, operation: UUID) -> Receipt:
    """Have an operation decided anew, after the cause was mended, or after it was discarded.

    Raises AlreadySettled, and at headquarters Refused when what was discarded would be refused
    again; then nothing was stored.
    """
    return submit(draft_control(actor, RETRY, operation), patience=DEFAULT)


def raise_if_refused(actor: Actor, receipt: Receipt) -> None:
    """Close a write that headquarters refused while its asker waited, so that nothing of it stays.

    A repeat after that is refused in the same words. Raises Refused with headquarters' reason.
    Source: AR-065.
    """
    verdict = receipt.verdict
    if verdict is None or verdict.outcome not in (Outcome.QUARANTINED, Outcome.DISCARDED):
        return
    if verdict.outcome is Outcome.QUARANTINED:
        discard(actor, receipt.operation, reason=verdict.reason)
    raise Refused(
        verdict.reason,
        "Headquarters does not accept this, so nothing of it was kept.",
        verdict.params,
    )
