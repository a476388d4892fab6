"""The simulator finds mistakes that are planted, each within fifty seeds."""

import pytest

from tests.simulation.zoo import OFTEN, ZOO, Plant
from tillbook.simulator.batch import Totals
from tillbook.simulator.run import run_seed

SEEDS, STEPS = 50, 300


def finds(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> bool:
    plant(monkeypatch)
    totals = Totals()
    for seed in range(SEEDS):
        totals.add(run_seed(seed, steps=STEPS))
        if totals.broken or totals.comes_back_in_step:
            return True
    return False


@pytest.mark.parametrize("name", OFTEN)
def test_a_planted_mistake_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert finds(ZOO[name], monkeypatch)


@pytest.mark.proof
@pytest.mark.parametrize("name", sorted(ZOO.keys() - set(OFTEN)))
def test_every_planted_mistake_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert finds(ZOO[name], monkeypatch)
