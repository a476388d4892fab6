"""What went up in which batch, as headquarters records it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from tillbook.exchange.core.operations import Signed
from tillbook.exchange.models import UploadSession
from tillbook.foundation import clock
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


@contextmanager
def upload(child: UUID, operations: Sequence[Signed]) -> Iterator[UploadSession]:
    """Record at headquarters the batch that the block takes, whether it succeeds or not."""
    session = UploadSession(
        node=child,
        at=clock.now(),
        rows=len(operations),
        size=sum(len(one.envelope) + len(one.body) for one in operations),
        status=UploadSession.Status.APPLIED,
    )
    try:
        yield session
    except Exception as error:
        session.status = UploadSession.Status.FAILED
        session.error = error.code if isinstance(error, TillbookError) else "error.unexpected"
        raise
    finally:
        if current().is_root:
            with write():
                session.save()
