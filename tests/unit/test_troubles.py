"""What deserves a look at a node, by its limits."""

from collections.abc import Mapping
from typing import Any

import pytest

from tillbook.health.rules.troubles import NodeFacts, SetFacts, Severity, troubles_of, worst

NOTICE, WARNING, CRITICAL = Severity.NOTICE, Severity.WARNING, Severity.CRITICAL
CASES: list[tuple[Mapping[str, Any], list[tuple[str, Severity]]]] = [
    ({}, []),
    ({"silent_s": 30}, []),
    ({"silent_s": 31}, [("node.offline", NOTICE)]),
    ({"silent_s": 901}, [("node.offline", WARNING)]),
    ({"silent_s": 86_401}, [("node.offline", CRITICAL)]),
    ({"attention": 1}, [("operations.attention", WARNING)]),
    ({"oldest_pending_s": 900}, []),
    ({"oldest_pending_s": 901}, [("operations.old", WARNING)]),
    ({"clock_ms": 300_000}, []),
    ({"clock_ms": -300_001}, [("clock.wrong", WARNING)]),
    ({"disk_free_mib": 1024}, []),
    ({"disk_free_mib": 1023}, [("disk.low", WARNING)]),
    ({"disk_free_mib": 399}, [("disk.low", CRITICAL)]),
    ({"is_other_version": True}, [("version.other", NOTICE)]),
    ({"failing_loops": [("follow", "package.bad")]}, [("loop.failing", WARNING)]),
    ({"failing_loops": [("follow", "parent.unreachable")]}, []),
    ({"failing_loops": [("follow", "reader.too_old")]}, [("version.too_old", CRITICAL)]),
    ({"stalled_loops": ["upload"]}, [("loop.stalled", CRITICAL)]),
    (
        {"stalled_loops": ["upload"], "failing_loops": [("upload", "x")]},
        [("loop.stalled", CRITICAL)],
    ),
    ({"failing_package": (3, "package.bad", 2)}, [("package.failing", CRITICAL)]),
    ({"kept_from_s": 300.0}, []),
    ({"kept_from_s": 301.0}, [("feed.frozen", CRITICAL)]),
    ({"kept_from_s": 301.0, "is_paused": True}, [("profile.paused", WARNING)]),
    ({"kept_from_s": 301.0, "silent_s": 40}, [("node.offline", NOTICE)]),
    ({"is_group_paused": True}, [("group.paused", WARNING)]),
    (
        {"is_paused": True, "sets": [SetFacts(job="1010", behind_s=121)]},
        [("profile.paused", WARNING)],
    ),
    ({"sets": [SetFacts(job="1010", waiting=1)]}, [("set.waiting", WARNING)]),
    (
        {"sets": [SetFacts(job="1110", waiting=1, is_configuration=True)]},
        [("set.drift", WARNING)],
    ),
    ({"sets": [SetFacts(job="1010", behind_s=120)]}, []),
    ({"sets": [SetFacts(job="1010", behind_s=121)]}, [("set.behind", WARNING)]),
    ({"sets": [SetFacts(job="1010", behind_s=121)], "silent_s": 40}, [("node.offline", NOTICE)]),
]


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_each_limit_counts_from_its_value_on(
    facts: Mapping[str, Any], expected: list[tuple[str, Severity]]
) -> None:
    found = troubles_of(NodeFacts(**facts))

    assert [(one.code, one.severity) for one in found] == expected


def test_sets_that_are_late_alike_are_one_trouble() -> None:
    sets = [SetFacts(job=job, behind_s=60.0 * n) for n, job in enumerate(("1010", "1060", "1090"))]
    held = [SetFacts(job="1070", waiting=2, is_configuration=True)]
    held += [SetFacts(job="1110", waiting=3, is_configuration=True)]
    late = [SetFacts(job=job, behind_s=300) for job in ("1010", "1060")]

    assert [one.params for one in troubles_of(NodeFacts(sets=[*late, *held]))] == [
        {"jobs": "1070,1110", "n": "5"},
        {"jobs": "1010,1060", "minutes": "5"},
    ]
    assert troubles_of(NodeFacts(sets=sets)) == ()


def test_the_worst_comes_first() -> None:
    found = troubles_of(NodeFacts(is_other_version=True, disk_free_mib=1, attention=1))

    assert [one.severity for one in found] == [CRITICAL, WARNING, NOTICE]
    assert worst(found) is CRITICAL
    assert worst(()) is None
