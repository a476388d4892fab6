"""Sessions: what went up in which batch, what came down in which package, and what a person may do.

A download session is a package: how far each node is with it follows from what nodes report.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db.models import F

from tillbook.exchange.core.operations import Signed
from tillbook.exchange.errors import ExchangeError
from tillbook.exchange.models import Change, Group, Package, UploadSession
from tillbook.foundation import clock
from tillbook.foundation.errors import TillbookError
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write


class UnknownSession(ExchangeError):
    """There is no package of this number in the group."""

    code = "session.unknown"


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


def retry_download(group: str) -> None:
    """Ask the nodes of a group that gave up a package to try again."""
    with write():
        Group.objects.filter(name=group).update(retries=F("retries") + 1)
    current().wake.package.set()


def cancel_download(group: str, number: int) -> None:
    """Let nodes that have not applied a package pass over it; what it carried is sent anew.

    Raises UnknownSession.
    """
    with write():
        row = Group.objects.select_for_update().filter(name=group).first()
        package = Package.objects.filter(group=group, number=number).exclude(name="").first()
        if row is None or package is None:
            raise UnknownSession(f"There is no package {number} in group {group}.")
        if package.cancelled_at is not None:
            return
        package.cancelled_at = clock.now()
        package.save(update_fields=["cancelled_at"])
        row.skipped = [*row.skipped, number]
        row.save(update_fields=["skipped"])
        changes = Change.objects.filter(group=group, package=number).order_by("id")
        Change.objects.bulk_create(
            Change(
                group=group,
                kind=change.kind,
                entity=change.entity,
                operation=change.operation,
                again=change.again,
            )
            for change in changes
        )
    current().wake.package.set()
