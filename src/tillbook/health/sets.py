"""The sets of data that download jobs bring, and how far each node is with each of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Min

from tillbook.exchange import kinds
from tillbook.exchange.core.scope import EVERYTHING, kind_rule, read_rule
from tillbook.exchange.models import Change, Group, Operation, Package, Valve

#: A node that is further behind is dated by the package after its newest one.
_PACKAGES_READ = 2_000


class SetState(StrEnum):
    """How a node stands with a set."""

    #: It has what headquarters has.
    CURRENT = "current"
    #: Changes are at headquarters and wait for a run of the job.
    WAITING = "waiting"
    #: It or its group receives nothing while it is paused.
    PAUSED = "paused"
    #: Packages with changes are published; the node has not applied them.
    BEHIND = "behind"
    #: The node cannot apply the package that is next.
    FAILING = "failing"
    #: The node has said nothing yet.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """What one download job brings."""

    #: Number of the job.
    job: str
    kinds: frozenset[str]
    #: Whether it comes only with runs of the job.
    is_shut: bool = False

    @property
    def is_configuration(self) -> bool:
        """Whether all of it is configuration, so that old data means old settings."""
        return self.kinds <= set(kinds.configuration_kinds())


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStanding:
    """How one node stands with one set."""

    job: str
    state: SetState
    #: When what the node lacks was decided, the oldest of it; None when it lacks nothing.
    since: datetime | None = None
    #: Changes that wait for the job.
    waiting: int = 0
    #: Packages with such changes that the node lacks.
    packages: int = 0
    #: Rows that the node says it holds; None where it does not say.
    rows: int | None = None
    #: Versions of configuration in force: the node's and headquarters'. None where not told.
    version: int | None = None
    newest_version: int | None = None
    is_configuration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    number: int
    at: datetime | None
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What of a node's report says how far it is."""

    group: str
    package: int
    is_failing: bool = False
    #: Whether it takes no data by itself, whatever its group receives.
    is_paused: bool = False
    #: Kind -> rows and sum of versions.
    holds: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def data_sets() -> list[DataSet]:
    """Return the sets of all download jobs, by number."""
    rows = Valve.objects.filter(direction=Valve.Direction.DOWNLOAD).order_by("name")
    return [
        DataSet(
            job=row.name,
            kinds=frozenset(row.kinds),
            is_shut=row.mode != Valve.Mode.CONTINUOUS and row.asked <= row.done,
        )
        for row in rows
        if row.kinds
    ]


class Feed:
    """What headquarters has given to each group, read once for the whole tree."""

    def __init__(self, reports: Collection[Reported], own: Mapping[str, tuple[int, int]]) -> None:
        self.sets = data_sets()
        self._own = own
        self._paused = set(Group.objects.filter(paused=True).values_list("name", flat=True))
        self._rules = {
            name: read_rule(rule) for name, rule in Group.objects.values_list("name", "rule")
        }
        self._dates: dict[int, datetime | None] = {}
        self._waiting = _waiting()
        self._lacking = _lacking(reports)

    def is_paused(self, group: str) -> bool:
        """Tell whether a group receives nothing now."""
        return group in self._paused

    def standings(self, node: Reported | None) -> tuple[SetStanding, ...]:
        """Return how a node stands with every set."""
        if node is None:
            return tuple(SetStanding(job=one.job, state=SetState.UNKNOWN) for one in self.sets)
        return tuple(self._standing(one, node) for one in self.sets)

    def _standing(self, one: DataSet, node: Reported) -> SetStanding:
        lacking = [row for row in self._lacking.get(node.group, ()) if _has(row, one, node)]
        waiting = {
            kind: found
            for kind in one.kinds
            if (found := self._waiting.get((node.group, kind))) is not None
            and (self._receives(node.group, kind) or node.holds.get(kind, (0, 0))[0])
        }
        count = sum(number for number, _ in waiting.values())
        dates = [row.at for row in lacking[:1]]
        if waiting:
            dates.append(self._decided_at(min(oldest for _, oldest in waiting.values())))
        held = [node.holds[kind] for kind in one.kinds if kind in node.holds]
        compared = self._compared(one, node) if one.is_configuration else ()
        return SetStanding(
            job=one.job,
            state=self._state(one, node, lacking=bool(lacking), waiting=count),
            since=min((at for at in dates if at is not None), default=None),
            waiting=count if one.is_shut or self.is_paused(node.group) else 0,
            packages=len(lacking),
            rows=sum(rows for rows, _ in held) if held else None,
            version=sum(node.holds[kind][1] for kind in compared) if compared else None,
            newest_version=self._newest(compared) if compared else None,
            is_configuration=one.is_configuration,
        )

    def _state(self, one: DataSet, node: Reported, *, lacking: bool, waiting: int) -> SetState:
        if (waiting and self.is_paused(node.group)) or (lacking and node.is_paused):
            return SetState.PAUSED
        if waiting and one.is_shut:
            return SetState.WAITING
        if lacking and node.is_failing:
            return SetState.FAILING
        return SetState.BEHIND if lacking or waiting else SetState.CURRENT

    def _newest(self, compared: Collection[str]) -> int:
        """Return what the versions of some kinds come to here."""
        return sum(self._own.get(kind, (0, 0))[1] for kind in compared)

    def _receives(self, group: str, kind: str) -> bool:
        return kind_rule(self._rules.get(group, EVERYTHING), kind) is not None

    def _compared(self, one: DataSet, node: Reported) -> Collection[str]:
        """Name the kinds that the node holds as headquarters does: told, and in scope whole."""
        rule = self._rules.get(node.group, EVERYTHING)
        return [
            kind
            for kind in one.kinds & node.holds.keys()
            if (found := kind_rule(rule, kind)) is not None and not found.where
        ]

    def _decided_at(self, change: int) -> datetime | None:
        """Return when a change was decided, as far as the log tells."""
        if change not in self._dates:
            entity = Change.objects.filter(id=change).values("entity")
            rows = Operation.objects.filter(entity__in=entity, decided_at__isnull=False)
            dates = rows.order_by("-position").values_list("decided_at", flat=True)
            self._dates[change] = dates.first()
        return self._dates[change]


def _has(row: _Published, one: DataSet, node: Reported) -> bool:
    return row.number > node.package and bool(row.kinds & one.kinds)


def _waiting() -> dict[tuple[str, str], tuple[int, int]]:
    """Return (group, kind) -> how many changes are not packaged yet, and the oldest of them."""
    rows = Change.objects.filter(package__isnull=True, operation__isnull=True).order_by()
    counted = rows.values_list("group", "kind").annotate(number=Count("id"), oldest=Min("id"))
    return {(group, kind): (number, oldest) for group, kind, number, oldest in counted}


def _lacking(reports: Collection[Reported]) -> dict[str, Sequence[_Published]]:
    """Return by group the packages that any of its nodes lacks, oldest first."""
    furthest: dict[str, int] = {}
    for node in reports:
        furthest[node.group] = min(node.package, furthest.get(node.group, node.package))
    found: dict[str, Sequence[_Published]] = {}
    for group, number in furthest.items():
        rows = Package.objects.filter(group=group, number__gt=number, cancelled_at__isnull=True)
        listed = rows.order_by("number").values_list("number", "made_at", "contents")
        found[group] = [
            _Published(number=number, at=at, kinds=frozenset(contents))
            for number, at, contents in listed[:_PACKAGES_READ]
        ]
    return found
