"""A run can be seen again, byte for byte, and a run that breaks is made short."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.simulation.zoo import a_filter_that_fails_open, addresses_merged_by_column
from tillbook.cli import app
from tillbook.simulator.plan import make_plan
from tillbook.simulator.run import run_plan, run_seed
from tillbook.simulator.shrink import shrink

STEPS = 120


def trace(seed: int, *, hash_seed: str) -> str:
    """Return the trace of a run in a process of its own."""
    command = [sys.executable, "-m", "tillbook", "simulate", "--json"]
    asked = [*command, "--seed", str(seed), "--steps", str(STEPS)]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    return str(json.loads(done.stdout)["trace"])


def test_a_seed_does_the_same_in_every_process() -> None:
    first, second = trace(8, hash_seed="1"), trace(8, hash_seed="2")
    assert first == second == run_seed(8, steps=STEPS).trace
    assert first != run_seed(9, steps=STEPS).trace


def test_a_run_that_breaks_is_made_short_and_breaks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses_merged_by_column(monkeypatch)
    plan = make_plan(0, steps=3 * STEPS)
    broken = run_plan(plan)
    assert broken.check == "9 unit integrity"
    kept = shrink(plan, broken, runs=40)
    assert 0 < len(kept) < len(plan.actions) / 4
    assert run_plan(plan, only={action.index for action in kept}).check == "9 unit integrity"


def test_the_command_tells_what_broke_and_how_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_filter_that_fails_open(monkeypatch)
    result = CliRunner().invoke(app, ["simulate", "--seed", "1", "--steps", "60"])
    assert result.exit_code == 1
    assert "16 scope" in result.output
    numbers = result.output.rsplit("--only", 1)[1].strip().replace("\n", "")
    again = CliRunner().invoke(
        app, ["simulate", "--seed", "1", "--steps", "60", "--only", numbers, "--json"]
    )
    assert again.exit_code == 1
    assert "16 scope" in json.loads(again.output)["broken"]
