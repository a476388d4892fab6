"""Which operations go up next, and how a batch that fails as a whole is taken apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

MAX_OPERATIONS = 200
MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An operation that its parent has not taken yet."""

    operation: UUID
    lane: UUID
    size: int


@dataclass(slots=True, kw_only=True)
class BatchLimit:
    """How many operations go together: half after silence, a tenth more after each answer."""

    limit: int = MAX_OPERATIONS

    def slower(self) -> None:
        """Note that a batch got no answer."""
        self.limit = max(1, self.limit // 2)

    def faster(self) -> None:
        """Note that a batch was answered."""
        self.limit = min(MAX_OPERATIONS, self.limit + max(1, self.limit // 10))


def next_batch(waiting: Iterable[Waiting], *, limit: int = MAX_OPERATIONS) -> list[Waiting]:
    """Choose the next batch from operations in log order.

    At most `limit` operations and MAX_BYTES, but always at least one if any waits.
    """
    batch: list[Waiting] = []
    size = 0
    for entry in waiting:
        if batch and (len(batch) >= limit or size + entry.size > MAX_BYTES):
            break
        batch.append(entry)
        size += entry.size
    return batch


def halve(batch: Sequence[Waiting]) -> Sequence[Waiting]:
    """Return the first half of a batch that failed as a whole, at least one operation."""
    return batch[: max(1, len(batch) // 2)]
