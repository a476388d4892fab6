"""Download and upload sessions, and the runs of jobs, newest first, page by page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from tillbook.exchange.down import groups
from tillbook.exchange.models import JobRun, Package, UploadSession
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.models import Node, NodeReport
from tillbook.scheduler.models import DeletedSession
from tillbook.scheduler.planning import current_plan
from tillbook.scheduler.queries import parameters

#: Rows of one page.
PAGE = 50
#: How a download session can stand.
CREATED, AVAILABLE, APPLIED, FAILED, CANCELED, NO_DATA = (
    "created",
    "available",
    "applied",
    "failed",
    "canceled",
    "no_data",
)
Row = TypeVar("Row")
_Model = TypeVar("_Model", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Some sessions, newest first."""

    rows: Sequence[Row]
    #: Where the next page begins; None after the last.
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far one node is with a package."""

    node: UUID
    name: str
    #: available | applied | failed
    status: str
    #: When the node applied it, where it said so.
    at: datetime | None = None
    #: Why it could not be applied, and how often that was tried.
    error: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A package of a channel database group, and how far the nodes are with it."""

    id: int
    group: str
    number: int
    status: str
    rows: int
    #: Bytes; 0 until it is rendered.
    size: int
    #: Kind -> rows.
    contents: Mapping[str, int]
    created_at: datetime | None
    available_at: datetime | None
    canceled_at: datetime | None
    steps: Sequence[Step]

    @property
    def applied(self) -> int:
        """Count the nodes that have it."""
        return sum(step.status == APPLIED for step in self.steps)

    @property
    def failures(self) -> list[Step]:
        """Return the nodes that cannot apply it."""
        return [step for step in self.steps if step.status == FAILED]

    @property
    def may_be_deleted(self) -> bool:
        """Tell whether nobody waits for it any more."""
        return self.status in (APPLIED, CANCELED, NO_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A batch of operations that a node sent."""

    id: int
    node: UUID
    name: str
    at: datetime
    rows: int
    #: Bytes.
    size: int
    refused: int
    #: applied | failed
    status: str
    error: str


def downloads(
    actor: Actor, *, group: str = "", kinds: Iterable[str] = (), before: int | None = None
) -> Page[Download]:
    """List packages: of a group, or those that hold any of some kinds. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    rows: QuerySet[Package] = Package.objects.all()
    if group:
        rows = rows.filter(group=group)
    wanted = frozenset(kinds)
    keep = (lambda row: wanted & row.contents.keys()) if wanted else None
    page = _page(_kept(rows), before, keep=keep)
    followers = _followers()
    shown = [_download(row, followers.get(row.group, ())) for row in page.rows]
    return Page(rows=shown, before=page.before)


def download(actor: Actor, group: str, number: int) -> Download | None:
    """Return one package with every node's step. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    row = Package.objects.filter(group=group, number=number).first()
    return _download(row, _followers().get(group, ())) if row else None


def steps_of(package: Package) -> list[Step]:
    """Return how far each node of its group is with a package."""
    return [_step(follower, package.number) for follower in _followers().get(package.group, ())]


def offline_databases() -> int:
    """Count the databases that follow a group of offline databases."""
    offline = {one.name for one in current_plan().groups if one.is_offline}
    return sum(len(found) for group, found in _followers().items() if group in offline)


def passed_by_all(group: str) -> int:
    """Return the number of the newest package that every node of a group has applied."""
    return min((follower.package for follower in _followers().get(group, ())), default=0)


def uploads(actor: Actor, *, before: int | None = None) -> Page[Upload]:
    """List the batches that nodes sent. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    page = _page(UploadSession.objects.filter(at__gte=_since()), before)
    return Page(rows=_uploads(page.rows), before=page.before)


def upload(actor: Actor, id: int) -> Upload | None:
    """Return one batch that a node sent. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    return next(iter(_uploads(UploadSession.objects.filter(id=id))), None)


def _uploads(rows: Iterable[UploadSession]) -> list[Upload]:
    found = list(rows)
    ids = {row.node for row in found}
    names = dict(Node.objects.filter(id__in=ids).values_list("id", "name"))
    return [
        Upload(
            id=row.pk,
            node=row.node,
            name=names.get(row.node, ""),
            at=row.at,
            rows=row.rows,
            size=row.size,
            refused=row.refused,
            status=row.status,
            error=row.error,
        )
        for row in found
    ]


def runs(actor: Actor, *, job: str = "", before: int | None = None) -> Page[JobRun]:
    """List the runs of jobs. Raises PermissionRefused."""
    actor.require(Permission.READ_STATUS)
    rows = JobRun.objects.filter(started_at__gte=_since())
    return _page(rows.filter(valve=job) if job else rows, before)


def _since() -> datetime:
    return clock.now() - timedelta(days=parameters().keep_sessions_days)


def _kept(rows: QuerySet[Package]) -> QuerySet[Package]:
    """Leave out what is too old to be shown, and what a person deleted."""
    gone = DeletedSession.objects.values("package")
    return rows.exclude(published_at__lt=_since()).exclude(id__in=gone)


def _page(
    rows: QuerySet[_Model],
    before: int | None,
    *,
    keep: Callable[[_Model], object] | None = None,
) -> Page[_Model]:
    """Take the next rows by key that are to be kept; a page looks at no more than ten of its size."""
    most = 10 * PAGE if keep else PAGE + 1
    later = rows if before is None else rows.filter(pk__lt=before)
    looked_at = list(later.order_by("-pk")[:most])
    found = [row for row in looked_at if keep is None or keep(row)]
    if len(found) > PAGE:
        return Page(rows=found[:PAGE], before=found[PAGE - 1].pk)
    return Page(rows=found, before=looked_at[-1].pk if len(looked_at) == most else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Follower:
    """A node of a group, with what it last said."""

    id: UUID
    name: str
    package: int
    applied_at: datetime | None
    failing: Mapping[str, Any]


def _followers() -> dict[str, list[_Follower]]:
    reports = {row.node: row for row in NodeReport.objects.all()}
    found: dict[str, list[_Follower]] = {}
    for node in Node.objects.filter(status=Node.Status.ACTIVE).order_by("name"):
        report = reports.get(node.id)
        # Nodes of older releases say nothing of when and why.
        said = getattr(report, "details", None) or {}
        applied = said.get("applied_ms")
        follower = _Follower(
            id=node.id,
            name=node.name,
            package=report.package if report else 0,
            applied_at=clock.from_milliseconds(applied) if applied else None,
            failing=said.get("failing") or {},
        )
        found.setdefault(groups.of(node), []).append(follower)
    return found


def _download(row: Package, followers: Sequence[_Follower]) -> Download:
    steps = [_step(follower, row.number) for follower in followers]
    return Download(
        id=row.pk,
        group=row.group,
        number=row.number,
        status=_status(row, steps),
        rows=row.items,
        size=row.size,
        contents=row.contents,
        created_at=row.made_at,
        available_at=row.published_at,
        canceled_at=row.cancelled_at,
        steps=steps,
    )


def _status(row: Package, steps: Sequence[Step]) -> str:
    if row.cancelled_at is not None:
        return CANCELED
    if not row.name:
        return CREATED
    if not row.items:
        return NO_DATA
    if any(step.status == FAILED for step in steps):
        return FAILED
    return APPLIED if all(step.status == APPLIED for step in steps) else AVAILABLE


def _step(follower: _Follower, number: int) -> Step:
    if follower.package >= number:
        at = follower.applied_at if follower.package == number else None
        return Step(node=follower.id, name=follower.name, status=APPLIED, at=at)
    if follower.failing.get("number") == number:
        return Step(
            node=follower.id,
            name=follower.name,
            status=FAILED,
            error=str(follower.failing.get("code", "")),
            tries=int(follower.failing.get("tries", 0)),
        )
    return Step(node=follower.id, name=follower.name, status=AVAILABLE)
