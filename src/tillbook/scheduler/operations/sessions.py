"""What a person may do with sessions: retry, cancel, delete. Source: AR-099, AR-100."""

from datetime import timedelta

from django.db.models import F

from tillbook.exchange.models import Change, Group, JobRun, Package, UploadSession
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write
from tillbook.scheduler import sessions
from tillbook.scheduler.errors import SessionNeeded, UnknownSession
from tillbook.scheduler.models import DeletedSession
from tillbook.scheduler.queries import parameters


def retry(actor: Actor, group: str, number: int) -> None:
    """Let nodes that gave a package up try it again. Raises PermissionRefused or UnknownSession."""
    actor.require(Permission.RUN_JOBS)
    _package(group, number)
    with write():
        Group.objects.filter(name=group).update(retries=F("retries") + 1)
    current().wake.package.set()


def cancel(actor: Actor, group: str, number: int) -> None:
    """Let nodes that have not applied a package pass it over; what it carried is sent anew.

    Raises PermissionRefused or UnknownSession.
    """
    actor.require(Permission.RUN_JOBS)
    with write():
        row = Group.objects.select_for_update().filter(name=group).first()
        package = _package(group, number)
        if row is None or package.cancelled_at is not None:
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


def delete_download(actor: Actor, group: str, number: int) -> None:
    """Take a session off the list; one that a node still waits for stays.

    Raises PermissionRefused, UnknownSession or SessionNeeded.
    """
    actor.require(Permission.RUN_JOBS)
    package = _package(group, number)
    found = sessions.download(actor, group, number)
    if found is None or not found.may_be_deleted:
        raise SessionNeeded(group, number)
    with write():
        DeletedSession.objects.get_or_create(package=package.pk)


def delete_upload(actor: Actor, id: int) -> None:
    """Take an upload session off the list; its operations stay. Raises PermissionRefused."""
    actor.require(Permission.RUN_JOBS)
    with write():
        UploadSession.objects.filter(id=id).delete()


def prune() -> None:
    """Delete sessions and runs that are older than the parameters keep them."""
    since = clock.now() - timedelta(days=parameters().keep_sessions_days)
    with write():
        UploadSession.objects.filter(at__lt=since).delete()
        JobRun.objects.filter(ended_at__lt=since).delete()


def _package(group: str, number: int) -> Package:
    found = Package.objects.filter(group=group, number=number).exclude(name="").first()
    if found is None:
        raise UnknownSession(group, number)
    return found
