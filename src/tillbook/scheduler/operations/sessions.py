"""What a person may do with sessions: retry, cancel, delete. Source: AR-099, AR-100.

Each is an operation of the log, so that it tells who asked for what and when.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import F

from tillbook.exchange.core.retry import DEFAULT
from tillbook.exchange.core.units import Document
from tillbook.exchange.down import snapshot_maker
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling
from tillbook.exchange.models import Change, Group, JobRun, Package, UploadSession
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write
from tillbook.scheduler import checks, sessions
from tillbook.scheduler.catalog.jobs import id_of
from tillbook.scheduler.errors import SessionApplied, SessionNeeded, UnknownSession
from tillbook.scheduler.models import DeletedSession, SchedulerJob, SessionRequest
from tillbook.scheduler.queries import parameters

KIND = "session_request"
_Asked, _Direction = SessionRequest.Asked, SchedulerJob.Direction


def retry(actor: Actor, group: str, number: int) -> Receipt:
    """Let nodes that gave a package up try it again. Raises PermissionRefused or UnknownSession."""
    actor.require(Permission.RUN_JOBS)
    _package(group, number)
    return _ask(actor, _Asked.RETRY, number, group=group)


def cancel(actor: Actor, group: str, number: int) -> Receipt:
    """Let nodes that have not applied a package pass it over; what it carried is sent anew.

    Raises PermissionRefused, UnknownSession, or SessionApplied when every node has it.
    """
    actor.require(Permission.RUN_JOBS)
    package = _package(group, number)
    steps = () if package.cancelled_at else sessions.steps_of(package)
    if steps and all(step.status == sessions.APPLIED for step in steps):
        raise SessionApplied(group, number)
    return _ask(actor, _Asked.CANCEL, number, group=group)


def delete_download(actor: Actor, group: str, number: int) -> Receipt:
    """Take a session off the list; one that a node still waits for stays.

    Raises PermissionRefused, UnknownSession or SessionNeeded.
    """
    actor.require(Permission.RUN_JOBS)
    _package(group, number)
    found = sessions.download(actor, group, number)
    if found is None or not found.may_be_deleted:
        raise SessionNeeded(group, number)
    return _ask(actor, _Asked.DELETE, number, group=group)


def delete_upload(actor: Actor, id: int) -> Receipt | None:
    """Take an upload session off the list; its operations stay.

    Returns None for one that is gone already. Raises PermissionRefused.
    """
    actor.require(Permission.RUN_JOBS)
    if not UploadSession.objects.filter(id=id).exists():
        return None
    return _ask(actor, _Asked.DELETE, id)


def request_of(number: int, *, group: str = "") -> UUID:
    """Return the id under which the log keeps what was asked of a session."""
    return id_of(KIND, f"{group} {number}")


def hand_over_request(written: Document) -> Iterable[Draft]:
    """Do what was asked, in the transaction of the decision."""
    asked = SessionRequest.objects.get(pk=written["id"])
    if asked.direction == _Direction.UPLOAD:
        UploadSession.objects.filter(id=asked.number).delete()
        return ()
    match asked.asked:
        case _Asked.RETRY:
            Group.objects.filter(name=asked.group).update(retries=F("retries") + 1)
        case _Asked.CANCEL:
            _cancel(_package(asked.group, asked.number))
        case _Asked.DELETE:
            package = _package(asked.group, asked.number)
            DeletedSession.objects.get_or_create(package=package.pk)
    current().wake.package.set()
    return ()


def _cancel(package: Package) -> None:
    """Let the package be passed over, and what it carried be sent anew."""
    row = Group.objects.select_for_update().get(name=package.group)
    if package.cancelled_at is not None:
        return
    package.cancelled_at = clock.now()
    package.save(update_fields=["cancelled_at"])
    row.skipped = [*_still_walked(row), package.number]
    row.save(update_fields=["skipped"])
    changes = Change.objects.filter(group=package.group, package=package.number).order_by("id")
    Change.objects.bulk_create(
        Change(
            group=change.group,
            kind=change.kind,
            entity=change.entity,
            operation=change.operation,
            again=change.again,
        )
        for change in changes
    )


def _still_walked(group: Group) -> list[int]:
    """Keep the numbers that a node may still meet: others are behind every node and a snapshot."""
    snapshot = snapshot_maker.newest(group.name)
    behind = min(snapshot.below if snapshot else 0, sessions.passed_by_all(group.name))
    return [number for number in group.skipped if number > behind]


def prune() -> None:
    """Delete sessions and runs that are older than the parameters keep them."""
    since = clock.now() - timedelta(days=parameters().keep_sessions_days)
    with write():
        UploadSession.objects.filter(at__lt=since).delete()
        JobRun.objects.filter(ended_at__lt=since).delete()


def _ask(actor: Actor, asked: SessionRequest.Asked, number: int, *, group: str = "") -> Receipt:
    id = request_of(number, group=group)
    times = SessionRequest.objects.filter(id=id).values_list("times", flat=True).first() or 0
    direction = _Direction.DOWNLOAD if group else _Direction.UPLOAD
    what = {
        "asked": asked.value,
        "times": times + 1,
        "direction": direction.value,
        "group": group,
        "number": number,
    }
    draft = Draft(actor=actor, kind=OPERATE.name, entity_kind=KIND, entity=id, patch=what)
    return submit(draft, patience=DEFAULT)


def _decide(proposal: Proposal) -> Ruling:
    return checks.session_request(proposal)


def _package(group: str, number: int) -> Package:
    found = Package.objects.filter(group=group, number=number).exclude(name="").first()
    if found is None:
        raise UnknownSession(group, number)
    return found


OPERATE = OperationKind(
    name="session.operate",
    entity=KIND,
    permission=Permission.RUN_JOBS,
    creates=True,
    edits=True,
    decide=_decide,
)
