"""What went up in which batch, as headquarters records it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from tillbook.exchange.core.operations import Signed
from tillbook.exchange.models import UploadSession
from tillbook.exchange.parent_link import Answer
from tillbook.foundation import clock
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


class Session:
    """A batch that is being taken."""

    def __init__(self, child: UUID, operations: Sequence[Signed]) -> None:
        self._known = {
            "node": child,
            "at": clock.now(),
            "rows": len(operations),
            "size": sum(len(one.envelope) + len(one.body) for one in operations),
        }

    def record(self, answers: Sequence[Answer]) -> None:
        """Record at headquarters that it was taken, in the transaction that takes it."""
        self._save(
            status=UploadSession.Status.APPLIED,
            refused=sum(bool(answer.refused) for answer in answers),
        )

    def record_failure(self, error: Exception) -> None:
        """Record at headquarters why it was not, in a transaction of its own."""
        code = error.code if isinstance(error, TillbookError) else "error.unexpected"
        with write():
            self._save(status=UploadSession.Status.FAILED, error=code)

    def _save(self, **found: Any) -> None:
        if current().is_root:
            UploadSession.objects.create(**self._known, **found)


@contextmanager
def upload(child: UUID, operations: Sequence[Signed]) -> Iterator[Session]:
    """Record at headquarters the batch that the block takes, also when that fails."""
    session = Session(child, operations)
    try:
        yield session
    except Exception as error:
        session.record_failure(error)
        raise
