"""One run of one seed: faults and work first, then healing; and what came of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from tillbook.exchange.core.errors import ExchangeFault
from tillbook.simulator.clocks import BEGINNING_MS
from tillbook.simulator.ending import Ending
from tillbook.simulator.failures import Broken
from tillbook.simulator.faults import Faults
from tillbook.simulator.people import People
from tillbook.simulator.plan import Action, Plan, make_plan
from tillbook.simulator.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run."""

    seed: int
    scenario: str
    operations: int
    events: int
    simulated_ms: int
    #: The same for two runs that did the same.
    trace: str
    faults: Counter[str]
    checks: Counter[str]
    situations: Counter[str]
    waits_s: tuple[float, ...]
    #: What did not hold, "" if everything did.
    broken: str = ""
    check: str = ""
    last: tuple[str, ...] = ()


def run_seed(seed: int, *, steps: int, only: Collection[int] | None = None) -> Outcome:
    """Run what a seed asks for, or only some actions of it."""
    return run_plan(make_plan(seed, steps=steps), only=only)


def run_plan(plan: Plan, *, only: Collection[int] | None = None) -> Outcome:
    """Run a plan. What breaks is told in the outcome, never raised."""
    world = World(plan.seed)
    world.ground.has_mistake = True
    people = People(world)
    verbs = people.verbs | Faults(world).verbs
    schedule = world.ground.schedule

    def happen(action: Action) -> None:
        schedule.after(action.at_ms, action.verb, lambda: verbs[action.verb](Random(action.salt)))

    for action in plan.actions:
        if only is None or action.index in only:
            happen(action)
    broken: BaseException | None = None
    try:
        schedule.run(BEGINNING_MS + plan.length_ms)
        Ending(world, people).run()
    except (AssertionError, ExchangeFault, LookupError) as error:
        broken = error
    return _outcome(plan, world, broken)


def _outcome(plan: Plan, world: World, broken: BaseException | None) -> Outcome:
    schedule, watch = world.ground.schedule, world.ground.watch
    trace = schedule.trace
    last = tuple(trace.last[-20:]) if broken else ()
    for (group, number), name in watch.chain.items():
        trace.add(f"{group} {number} {name}")
    faults = watch.proven + world.ground.network.proven
    watch.situations["an event of a dead process"] = schedule.unhappened
    faults["sleep"] += len(schedule.slept)
    return Outcome(
        seed=plan.seed,
        scenario=plan.scenario,
        operations=len(watch.ops),
        events=trace.lines,
        simulated_ms=schedule.now_ms - BEGINNING_MS,
        trace=trace.digest,
        faults=faults,
        checks=watch.checks,
        situations=watch.situations,
        waits_s=tuple(watch.waits_s),
        broken=f"{type(broken).__name__} {broken}" if broken else "",
        check=broken.check if isinstance(broken, Broken) else type(broken).__name__,
        last=last,
    )
