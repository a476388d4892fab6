"""When to try again, and what to send together."""

import heapq
import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.exchange.core.lanes import (
    MAX_BYTES,
    MAX_OPERATIONS,
    BatchLimit,
    Waiting,
    halve,
    next_batch,
)
from tillbook.exchange.core.retry import (
    DEFAULT,
    NONE,
    RETURNS_PER_S,
    Patience,
    RetryPolicy,
    spread_s,
)


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_the_cap_comes_before_the_jitter(failures: int, spread: float) -> None:
    policy = RetryPolicy(first_s=0.5, factor=2.0, cap_s=30.0)
    base = policy.delay_s(failures, 0.5)
    assert base <= policy.cap_s
    assert 0.5 * base <= policy.delay_s(failures, spread) <= 1.5 * base


def test_waits_double_up_to_the_cap_and_stay_spread_there() -> None:
    policy = RetryPolicy(first_s=1.0, factor=2.0, cap_s=5.0)
    assert [policy.delay_s(n, 0.5) for n in (1, 2, 3, 4, 99)] == [1.0, 2.0, 4.0, 5.0, 5.0]
    assert {policy.delay_s(99, spread) for spread in (0.0, 0.9)} == {2.5, 7.0}


def test_each_hop_keeps_something_for_the_way_back() -> None:
    passed = DEFAULT.passed_on(0.4)
    assert passed.left_s == pytest.approx(2.0)
    assert not passed.is_spent
    assert Patience(left_s=1.0).passed_on(5.0).left_s == 0.0
    assert NONE.is_spent
    assert Patience(left_s=Patience.HOP_S).is_spent


def waiting(number: int, *, size: int = 1) -> Waiting:
    return Waiting(operation=UUID(int=number), lane=UUID(int=number % 3), size=size)


def test_a_batch_keeps_the_order_and_ends_at_its_limits() -> None:
    many = [waiting(number) for number in range(MAX_OPERATIONS + 5)]
    assert next_batch(many) == many[:MAX_OPERATIONS]
    assert next_batch(many, limit=2) == many[:2]
    assert next_batch([]) == []
    large = [waiting(number, size=MAX_BYTES // 2) for number in range(3)]
    assert next_batch(large) == large[:2]


def test_an_operation_larger_than_a_batch_goes_alone() -> None:
    entries = [waiting(1, size=MAX_BYTES + 1), waiting(2)]
    assert next_batch(entries) == entries[:1]


@given(st.integers(1, 200))
def test_halving_ends_at_one(size: int) -> None:
    batch: list[Waiting] = [waiting(number) for number in range(size)]
    seen = []
    while len(batch) > 1:
        batch = list(halve(batch))
        seen.append(len(batch))
    assert list(halve(batch)) == batch
    assert len(seen) <= 8


def test_a_pace_halves_after_silence_and_comes_back_slowly() -> None:
    allowed = BatchLimit()
    for _ in range(20):
        allowed.slower()
    assert allowed.limit == 1
    steps = 0
    while allowed.limit < MAX_OPERATIONS:
        allowed.faster()
        steps += 1
    assert 30 < steps < 60


STORES = 10_000
OUTAGE_S = 600.0


def come_back(policy: RetryPolicy, *, spread: float, seed: int) -> tuple[int, list[float]]:
    """Let stores find headquarters again after an outage, in virtual time.

    Return the most requests of one second, and when each store has uploaded, after the outage.
    """
    chance = random.Random(seed)  # noqa: S311  (nothing secret)
    requests: dict[int, int] = {}
    done: list[float] = []
    tries = [(chance.random() * policy.cap_s, 1, False) for _ in range(STORES)]
    heapq.heapify(tries)
    while tries:
        at, failures, is_upload = heapq.heappop(tries)
        if is_upload:
            requests[int(at)] = requests.get(int(at), 0) + 1
            done.append(at - OUTAGE_S)
        elif at < OUTAGE_S:
            again = at + policy.delay_s(failures, chance.random())
            heapq.heappush(tries, (again, failures + 1, False))
        else:
            requests[int(at)] = requests.get(int(at), 0) + 1
            heapq.heappush(tries, (at + spread * chance.random(), 0, True))
    return max(requests.values()), sorted(done)


def test_ten_thousand_stores_do_not_come_back_in_step() -> None:
    spread = spread_s(STORES)
    calm, done = come_back(RetryPolicy(cap_s=max(5.0, spread)), spread=spread, seed=7)
    assert calm < 3 * RETURNS_PER_S
    assert done[int(0.99 * STORES)] < 3 * spread
    # The figures of a chain whose nodes do not know how many they are.
    assert come_back(RetryPolicy(cap_s=5.0), spread=0.0, seed=7)[0] > 2 * calm


def test_a_small_chain_is_back_at_once() -> None:
    assert spread_s(50) < 0.2
