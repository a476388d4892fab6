"""How one node stands: its last report against what headquarters has, and what deserves a look."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from tillbook.fleet.report import Details
from tillbook.foundation import clock
from tillbook.health.rules.troubles import NodeFacts, SetFacts, Trouble, troubles_of
from tillbook.health.sets import Feed, Reported, SetStanding, SetState
from tillbook.nodes.models import NodeReport


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSets:
    """Sets of data that a node lacks in the same way."""

    state: SetState
    jobs: tuple[str, ...]
    #: When the oldest of what is missing was decided.
    since: datetime | None

    @property
    def job(self) -> str:
        """The numbers of their jobs."""
        return ", ".join(self.jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One node as headquarters sees it."""

    node: UUID
    report: NodeReport
    details: Details
    sets: tuple[SetStanding, ...] = ()
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def clock_s(self) -> float:
        """The node's clock minus headquarters', in seconds; never a negative nothing."""
        return round(self.report.clock_ms / 1000, 1) + 0.0

    @property
    def behind_since(self) -> datetime | None:
        """When the oldest of what it lacks was decided; None when it lacks nothing."""
        dates = (one.since for one in self.sets if one.state is not SetState.CURRENT)
        return min((at for at in dates if at is not None), default=None)

    @property
    def late(self) -> list[LateSets]:
        """What it lacks, one entry for all sets that it lacks in the same way."""
        lacking: dict[SetState, list[SetStanding]] = {}
        for one in self.sets:
            if one.state is not SetState.CURRENT:
                lacking.setdefault(one.state, []).append(one)
        return [
            LateSets(
                state=state,
                jobs=tuple(one.job for one in sets),
                since=min((one.since for one in sets if one.since is not None), default=None),
            )
            for state, sets in lacking.items()
        ]

    @property
    def is_behind(self) -> bool:
        """Whether it lacks anything."""
        return any(one.state not in (SetState.CURRENT, SetState.UNKNOWN) for one in self.sets)


def details_of(report: NodeReport) -> Details:
    """Return what a report says besides; older releases say nothing."""
    return msgspec.convert(report.details, Details)


def reported(group: str, report: NodeReport, *, is_paused: bool = False) -> Reported:
    """Return what of a report says how far its node is in its group."""
    details = details_of(report)
    return Reported(
        group=group,
        package=report.package,
        is_failing=details.failing is not None,
        is_paused=is_paused,
        holds={kind: (held.rows, held.version) for kind, held in details.holds.items()},
    )


def standing_of(
    report: NodeReport,
    *,
    group: str,
    feed: Feed,
    newest: NodeReport,
    is_root: bool = False,
    is_paused: bool = False,
    copied: Collection[UUID] = (),
) -> Standing:
    """Put a report beside what its group was given; `newest` is headquarters' own report.

    `is_paused`: by the node's own profile, whatever its group receives. `copied` names the nodes
    of which headquarters knows that there are two.
    """
    details = details_of(report)
    sets = () if is_root else feed.standings(reported(group, report, is_paused=is_paused))
    now = clock.now()
    facts = NodeFacts(
        is_root=is_root,
        silent_s=None if is_root else (now - report.at).total_seconds(),
        is_copied=report.node in copied,
        attention=report.attention,
        oldest_pending_s=_age_s(report.oldest_pending_at, now),
        clock_ms=report.clock_ms,
        disk_free_mib=details.disk_free_mib,
        is_other_version=_version(report) != _version(newest),
        version=report.version,
        failing_loops=[(loop.name, loop.trouble) for loop in details.loops if loop.trouble],
        stalled_loops=[loop.name for loop in details.loops if loop.is_stalled],
        failing_package=failing_package(details),
        sets=[_facts(one, now) for one in sets],
        is_paused=is_paused,
        is_group_paused=feed.is_paused(group),
    )
    return Standing(
        node=report.node,
        report=report,
        details=details,
        sets=sets,
        troubles=troubles_of(facts),
    )


def _version(report: NodeReport) -> tuple[str, int]:
    return report.version, details_of(report).schema


def _age_s(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else (now - since).total_seconds()


def failing_package(details: Details) -> tuple[int, str, int] | None:
    """Return number, code and tries of the package that a node cannot apply."""
    found = details.failing
    return None if found is None else (found.number, found.code, found.tries)


def _facts(one: SetStanding, now: datetime) -> SetFacts:
    return SetFacts(
        job=one.job,
        waiting=one.waiting,
        behind_s=_age_s(one.since, now) if one.state is not SetState.CURRENT else None,
        is_configuration=one.is_configuration,
    )
