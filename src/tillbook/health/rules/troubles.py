"""What deserves a look at a node, by the limits that stand here and nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

#: A node reports every few seconds; one that is silent for longer is offline.
SILENT_AFTER_S = 30
#: Offline for longer than this, somebody should go and look.
LOST_AFTER_S = 15 * 60
GONE_AFTER_S = 24 * 3600
#: An operation that waits for longer at a node that is online is not simply on its way.
PENDING_FOR_S = 15 * 60
#: Data may be older than headquarters' by this much at a node that is online.
BEHIND_FOR_S = 2 * 60
#: A node that is in contact gets what headquarters has published sooner than this.
KEPT_FROM_FOR_S = 5 * 60
#: Clocks may differ by this much.
CLOCK_TOLERANCE_MS = 5 * 60 * 1000
#: Free disk below which a node needs room, and below which it stops taking packages.
DISK_LOW_MIB = 1024
DISK_FULL_MIB = 400
#: What every loop says while its parent is away: that is one trouble, not three.
_PARENT_AWAY = "parent.unreachable"
#: The loop that takes packages.
_FOLLOWS = "follow"
#: What the loop that follows says where headquarters' packages need a newer release.
_TOO_OLD = "reader.too_old"
#: The same, when the parent says that this device was withdrawn.
_WITHDRAWN = "node.withdrawn"


class Severity(IntEnum):
    """How much something matters."""

    #: Worth knowing; needs nobody.
    NOTICE = 1
    #: Somebody should look today.
    WARNING = 2
    #: Work suffers now.
    CRITICAL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that deserves a look."""

    #: Stable, for example "disk.low".
    code: str
    severity: Severity
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFacts:
    """One set of data at a node, against headquarters'."""

    #: Number of the job that brings it.
    job: str
    #: Changes that wait for a run of the job.
    waiting: int = 0
    #: For how long the oldest missing change has been decided; None when nothing is missing.
    behind_s: float | None = None
    is_configuration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """What is known of one node. None where it has not said it."""

    is_root: bool = False
    #: Since its last report; None for the node itself.
    silent_s: float | None = None
    #: Whether something came from it at a position that is taken.
    is_copied: bool = False
    attention: int = 0
    oldest_pending_s: float | None = None
    clock_ms: int = 0
    disk_free_mib: int | None = None
    #: Whether its program or tables are others than headquarters'.
    is_other_version: bool = False
    version: str = ""
    #: Names and codes of loops that fail, and names of loops that hang.
    failing_loops: Sequence[tuple[str, str]] = ()
    stalled_loops: Sequence[str] = ()
    #: Number, code and tries of a package that it cannot apply.
    failing_package: tuple[int, str, int] | None = None
    sets: Sequence[SetFacts] = ()
    #: Whether it takes no data by its own profile, and whether its group receives none.
    is_paused: bool = False
    is_group_paused: bool = False
    #: For how long it has not received what headquarters told it of; only the node itself knows.
    kept_from_s: float | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it is offline."""
        return self.silent_s is not None and self.silent_s > SILENT_AFTER_S


def troubles_of(node: NodeFacts) -> tuple[Trouble, ...]:
    """Return everything that deserves a look, the worst first."""
    found = [
        *_reach(node),
        *_work(node),
        *_loops(node),
        *_machine(node),
        *_data(node),
    ]
    return tuple(sorted(found, key=lambda trouble: -trouble.severity))


def worst(troubles: Sequence[Trouble]) -> Severity | None:
    """Return how bad it is; None when nothing deserves a look."""
    return max((trouble.severity for trouble in troubles), default=None)


def _reach(node: NodeFacts) -> Iterator[Trouble]:
    if not node.is_silent or node.silent_s is None:
        return
    severity = Severity.NOTICE
    if node.silent_s > LOST_AFTER_S:
        severity = Severity.CRITICAL if node.silent_s > GONE_AFTER_S else Severity.WARNING
    yield Trouble(code="node.offline", severity=severity)


def _work(node: NodeFacts) -> Iterator[Trouble]:
    if node.is_copied:
        yield Trouble(code="node.cloned", severity=Severity.CRITICAL)
    if node.attention:
        params = {"n": str(node.attention)}
        yield Trouble(code="operations.attention", severity=Severity.WARNING, params=params)
    oldest = node.oldest_pending_s
    if oldest is not None and oldest > PENDING_FOR_S:
        params = {"minutes": str(int(oldest // 60))}
        yield Trouble(code="operations.old", severity=Severity.WARNING, params=params)


def _loops(node: NodeFacts) -> Iterator[Trouble]:
    for name in node.stalled_loops:
        yield Trouble(code="loop.stalled", severity=Severity.CRITICAL, params={"loop": name})
    if any(code == _WITHDRAWN for _, code in node.failing_loops):
        yield Trouble(code=_WITHDRAWN, severity=Severity.CRITICAL)
    for name, code in node.failing_loops:
        if code == _TOO_OLD:
            yield Trouble(code="version.too_old", severity=Severity.CRITICAL)
        elif name not in node.stalled_loops and code not in (_PARENT_AWAY, _WITHDRAWN):
            params = {"loop": name, "code": code}
            yield Trouble(code="loop.failing", severity=Severity.WARNING, params=params)
    if node.failing_package is not None:
        number, code, tries = node.failing_package
        params = {"number": str(number), "code": code, "tries": str(tries)}
        yield Trouble(code="package.failing", severity=Severity.CRITICAL, params=params)


def _machine(node: NodeFacts) -> Iterator[Trouble]:
    free = node.disk_free_mib
    if free is not None and free < DISK_LOW_MIB:
        severity = Severity.CRITICAL if free < DISK_FULL_MIB else Severity.WARNING
        yield Trouble(code="disk.low", severity=severity, params={"free": str(free)})
    if abs(node.clock_ms) > CLOCK_TOLERANCE_MS:
        params = {"seconds": str(round(node.clock_ms / 1000))}
        yield Trouble(code="clock.wrong", severity=Severity.WARNING, params=params)
    if node.is_other_version:
        params = {"version": node.version}
        yield Trouble(code="version.other", severity=Severity.NOTICE, params=params)


def _is_kept_from_data(node: NodeFacts) -> bool:
    """Tell whether published packages do not arrive, for no reason that is known already."""
    is_failing = any(name == _FOLLOWS for name, _ in node.failing_loops)
    is_explained = node.is_paused or node.is_silent or node.failing_package or is_failing
    return not is_explained and (node.kept_from_s or 0) > KEPT_FROM_FOR_S


def _data(node: NodeFacts) -> Iterator[Trouble]:
    if _is_kept_from_data(node):
        params = {"minutes": str(int((node.kept_from_s or 0) // 60))}
        yield Trouble(code="feed.frozen", severity=Severity.CRITICAL, params=params)
    if node.is_paused:
        yield Trouble(code="profile.paused", severity=Severity.WARNING)
    if node.is_group_paused:
        yield Trouble(code="group.paused", severity=Severity.WARNING)
    if node.is_paused or node.is_group_paused:
        return
    waiting = [one for one in node.sets if one.waiting]
    for code, sets in (
        ("set.drift", [one for one in waiting if one.is_configuration]),
        ("set.waiting", [one for one in waiting if not one.is_configuration]),
    ):
        if sets:
            params = {"jobs": _jobs(sets), "n": str(sum(one.waiting for one in sets))}
            yield Trouble(code=code, severity=Severity.WARNING, params=params)
    late = [one for one in node.sets if not one.waiting and (one.behind_s or 0) > BEHIND_FOR_S]
    if late and not node.is_silent:
        oldest_s = max(one.behind_s or 0 for one in late)
        params = {"jobs": _jobs(late), "minutes": str(int(oldest_s // 60))}
        yield Trouble(code="set.behind", severity=Severity.WARNING, params=params)


def _jobs(sets: Sequence[SetFacts]) -> str:
    return ",".join(one.job for one in sets)
