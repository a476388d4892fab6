"""A client's own key for a request: a repeat has one effect, another request is refused."""

from dataclasses import dataclass
from uuid import UUID

from tillbook.exchange.errors import IdempotencyConflict
from tillbook.exchange.models import IdempotencyKey
from tillbook.foundation import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """A key within one actor, and the hash of the request that came with it."""

    actor: UUID
    key: str
    #: SHA-256 of the request's content, hex.
    request_hash: str

    def earlier_operation(self) -> UUID | None:
        """Return the operation that this request already made, if any.

        Raises IdempotencyConflict when the key came with another request.
        """
        row = IdempotencyKey.objects.filter(actor=self.actor, key=self.key).first()
        if row is None:
            return None
        if row.request_hash != self.request_hash:
            raise IdempotencyConflict(
                "This Idempotency-Key was used for another request.",
                remedy="Use a new key for a new request; repeat the old one unchanged.",
            )
        return row.operation

    def remember(self, operation: UUID) -> None:
        """Bind the key to the operation, inside the operation's transaction."""
        IdempotencyKey.objects.create(
            actor=self.actor,
            key=self.key,
            request_hash=self.request_hash,
            operation=operation,
            made_at=clock.now(),
        )
