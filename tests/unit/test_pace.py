"""When a parent that is away is tried again."""

import pytest

from tillbook.nodes.pace import Pace
from tillbook.nodes.parent import Parent, ParentState
from tillbook.stores.rules.profiles import Offline


@pytest.mark.parametrize(
    ("profile", "check_s"),
    [
        (Offline(), 1.0),
        (Offline(reconnect_s=30), 30.0),
        (Offline(health_check_minutes=5, reconnect_s=30), 300.0),
        (Offline(advanced_switching=False, health_check_minutes=5), None),
    ],
)
def test_a_register_looks_by_itself_as_its_profile_says(
    profile: Offline, check_s: float | None
) -> None:
    assert profile.check_s == check_s


@pytest.mark.parametrize(
    ("waited_s", "asked_s", "is_due"),
    [
        (10.0, None, False),
        (60.0, None, True),
        (10.0, 5.0, True),
        (4.0, 5.0, False),
        (0.0, 0.0, True),
    ],
)
def test_the_parent_is_tried_when_it_is_time_or_somebody_works_here(
    waited_s: float, asked_s: float | None, is_due: bool
) -> None:
    pace = Pace(reconnect_s=5.0, check_s=60.0)
    assert pace.is_due(waited_s, asked_s=asked_s) is is_due


def test_nobody_looks_unasked_where_nobody_shall() -> None:
    pace = Pace(check_s=None)
    assert not pace.is_due(1e9, asked_s=None)
    assert pace.is_due(2.0, asked_s=1.0)


def test_the_shortest_wish_counts_until_the_parent_is_tried() -> None:
    parent = Parent(state=ParentState.OFFLINE, pace=Pace(check_s=None))
    parent.ask_again(after_s=5.0)
    parent.ask_again(after_s=30.0)
    assert not parent.is_due(4.0)
    assert parent.is_due(5.0)
    parent.tried()
    assert not parent.is_due(1000.0)


def test_who_connects_by_hand_does_not_wait() -> None:
    parent = Parent(state=ParentState.OFFLINE, pace=Pace(check_s=None))
    parent.disconnect()
    parent.ask_again(after_s=0.0)
    assert parent.asked_s is None
    parent.connect()
    assert parent.is_due(0.0)
