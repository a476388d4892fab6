"""The parent's clock by its quickest answer."""

from tillbook.nodes.parent import ClockSeen, Parent


def _tell(parent: Parent, *seen: tuple[int, int]) -> int:
    for offset_ms, round_trip_ms in seen:
        parent.told_time(ClockSeen(offset_ms=offset_ms, round_trip_ms=round_trip_ms))
    return parent.clock_offset_ms


def test_the_quickest_answer_counts() -> None:
    assert _tell(Parent(), (150, 300), (4, 10), (-90, 200)) == 4


def test_a_clock_that_was_set_makes_older_answers_void() -> None:
    assert _tell(Parent(), (4, 10), (600_100, 250)) == 600_100


def test_an_answer_is_forgotten_after_a_while() -> None:
    assert _tell(Parent(), (4, 10), *[(20, 40)] * 8) == 20


def test_nothing_is_known_before_the_first_answer() -> None:
    assert Parent().clock_seen is None
