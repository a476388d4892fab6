"""Making a run that breaks as short as possible: whatever it breaks without is left out."""

from collections.abc import Sequence

from tillbook.simulator.plan import Action, Plan
from tillbook.simulator.run import Outcome, run_plan

#: Runs that looking for a shorter one may take.
RUNS = 150


def shrink(plan: Plan, broken: Outcome, *, runs: int = RUNS) -> list[Action]:
    """Return the actions of a plan without which it does not break in this way."""
    kept = [action.index for action in plan.actions]
    chunk = len(kept) // 2
    while chunk and runs > 0:
        at = 0
        while at < len(kept) and runs > 0:
            fewer = kept[:at] + kept[at + chunk :]
            runs -= 1
            if _breaks(plan, fewer, broken):
                kept = fewer
            else:
                at += chunk
        chunk //= 2
    left = [action for action in plan.actions if action.index in kept]
    return left or list(plan.actions[:1])


def _breaks(plan: Plan, only: Sequence[int], broken: Outcome) -> bool:
    outcome = run_plan(plan, only=set(only))
    return bool(outcome.broken) and outcome.check == broken.check
