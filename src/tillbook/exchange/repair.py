"""Repairing what headquarters could not accept: always a new operation, the original stays."""

from uuid import UUID

from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.discard import draft_discard
from tillbook.exchange.submit import Receipt, submit
from tillbook.foundation.actor import Actor


def discard(actor: Actor, operation: UUID, *, reason: str) -> Receipt:
    """Close an operation that needs attention; what it showed here vanishes by itself."""
    return submit(draft_discard(actor, operation, reason=reason), patience=DEFAULT)
