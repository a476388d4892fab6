"""`tillbook simulate`: prove the exchange under faults, in virtual time, without a database."""

import json
import os
import time
from typing import Annotated, Any

import typer
from rich.progress import Progress

from tillbook.cli.console import err, out, program
from tillbook.simulator.batch import Totals, run_batch
from tillbook.simulator.plan import make_plan
from tillbook.simulator.run import Outcome, run_plan
from tillbook.simulator.shrink import shrink


def simulate(
    seed: Annotated[int, typer.Option(help="Chooses everything that happens.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds, from this one on.")] = 1,
    steps: Annotated[int, typer.Option(min=1, help="What people do in one run.")] = 600,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 for one of each processor.")] = 0,
    only: Annotated[str, typer.Option(help="Numbers of the actions to keep.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Run a chain of eleven nodes under faults and prove that nothing is lost or differs."""
    started = time.perf_counter()
    totals = (
        _replay(seed, steps, only)
        if only
        else _batch(seed, seeds, steps, jobs or os.cpu_count() or 1)
    )
    seconds = time.perf_counter() - started
    if as_json:
        typer.echo(json.dumps(_figures(totals, seconds)))
    else:
        _show(totals, seconds)
    if totals.broken is not None:
        if not (only or as_json):
            _explain(totals.broken, steps)
        raise typer.Exit(1)


def _replay(seed: int, steps: int, only: str) -> Totals:
    totals = Totals()
    kept = {int(number) for number in only.split(",")}
    totals.add(run_plan(make_plan(seed, steps=steps), only=kept))
    return totals


def _batch(seed: int, seeds: int, steps: int, jobs: int) -> Totals:
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Simulating", total=seeds)

        def on_run(_: Outcome) -> None:
            progress.advance(bar)

        return run_batch(range(seed, seed + seeds), steps=steps, jobs=jobs, on_run=on_run)


def _figures(totals: Totals, seconds: float) -> dict[str, Any]:
    broken = totals.broken
    return {
        "seeds": totals.seeds,
        "operations": totals.operations,
        "events": totals.events,
        "simulated_s": totals.simulated_ms // 1000,
        "seconds": round(seconds, 1),
        "faults": dict(sorted(totals.faults.items())),
        "checks": dict(sorted(totals.checks.items())),
        "situations": dict(sorted(totals.situations.items())),
        "trace": totals.last_trace,
        "broken": broken.broken if broken else "",
        "broken_seed": broken.seed if broken else None,
    }


def _show(totals: Totals, seconds: float) -> None:
    rate = totals.operations / seconds
    out.print(f"{totals.summary()} in {seconds:.1f} s ({rate:.0f} operations/s)", soft_wrap=True)
    groups = {"Faults": totals.faults, "Checks": totals.checks, "Situations": totals.situations}
    for title, counted in groups.items():
        out.print(f"\n{title}")
        for name, count in sorted(counted.items()):
            out.print(f"  {name:48} {count:10}")
    out.print(f"\nTrace of the last seed: {totals.last_trace}")


def _explain(broken: Outcome, steps: int) -> None:
    """Say what broke, and the shortest way to see it again."""
    err.print(f"[bold red]Seed {broken.seed} ({broken.scenario}) broke:[/] {broken.broken}")
    err.print("The last that happened:")
    for line in broken.last:
        err.print(f"  {line}", markup=False)
    err.print("Looking for a shorter run …")
    plan = make_plan(broken.seed, steps=steps)
    kept = shrink(plan, broken)
    for action in kept:
        err.print(f"  {action}", markup=False)
    numbers = ",".join(str(action.index) for action in kept)
    err.print(
        f"See it again: {program()} simulate --seed {broken.seed} --steps {steps} --only {numbers}",
        soft_wrap=True,
    )
