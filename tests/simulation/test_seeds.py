"""A chain under faults keeps everything and comes to one truth, for many seeds."""

import os

import pytest

from tillbook.simulator.batch import Totals, run_batch

#: What people do in one run.
STEPS = 500
#: For how many seeds; what makes one promise impossible shows within a handful.
SEEDS, MANY_SEEDS = 60, 2_500
JOBS = os.cpu_count() or 1


def prove(totals: Totals) -> None:
    """Require that nothing broke, and that everything happened that is claimed to be survived."""
    broken = totals.broken
    assert broken is None, (
        f"tillbook simulate --seed {broken.seed} --steps {STEPS}: {broken.broken}"
    )
    assert totals.unmet() == []
    assert not totals.comes_back_in_step


@pytest.mark.timeout(600)
def test_a_chain_under_faults_comes_to_one_truth() -> None:
    prove(run_batch(range(SEEDS), steps=STEPS, jobs=JOBS))


@pytest.mark.proof
def test_a_chain_under_faults_comes_to_one_truth_for_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    totals = run_batch(range(1_000, 1_000 + MANY_SEEDS), steps=STEPS, jobs=JOBS)
    with capsys.disabled():
        print(f"\n{totals.summary()}")  # noqa: T201
        for counted in (totals.faults, totals.checks, totals.situations):
            print(", ".join(f"{name} {count}" for name, count in sorted(counted.items())))  # noqa: T201
    prove(totals)
    assert totals.operations >= 600_000
    assert sum(totals.faults.values()) >= 150_000
