"""Many seeds in a row, and what all of them together must have met to prove anything."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tillbook.simulator.failures import Failpoint
from tillbook.simulator.run import Outcome, run_seed
from tillbook.simulator.valves import ALL

#: Situations that a batch must have met: a check of what never happens proves nothing.
SITUATIONS = (
    "applied",
    "merged",
    "duplicate",
    "held",
    "quarantined",
    "discarded",
    "a repeat",
    "answered while somebody waited",
    "another route",
    "headquarters broke down over an operation",
    "a batch halved",
    "alarm upload.stuck",
    "a lane stuck until headquarters was repaired",
    "an unfinished package finished",
    "an older manifest refused",
    "a rule changed",
    "evicted under an own edit",
    "a clock without a battery",
    "a store's disk died with what a register had sent",
    "refused at once: edit.stale",
    "walked back beyond the manifest",
    "an event of a dead process",
    *(f"valve {name} {how}" for name in ALL for how in ("open", "held", "recurring")),
    "uploads held",
    "a run of uploads",
    "a run of uploads done again for a child",
    "kept until somebody lets it be decided",
    "what waited was decided before what came",
    "a run of decisions",
    "a recurring run",
    "a snapshot offered",
    "another snapshot begun, the first is not offered any more",
    "fetched for a child",
    "a verdict told again",
    "a register moved to another group",
    "a new register",
    "a lease taken over",
    "an operation went bad at a store",
    "a refused operation sent again",
)
#: Faults that a batch must have proven the effect of.
FAULTS = (
    *(f"death {failpoint}" for failpoint in Failpoint),
    "death power",
    "transaction lost",
    "disk lost",
    "clock set",
    "replay",
    "loss",
    "twice",
    "late",
    "cut up",
    "cut down",
    "refused",
    "answer after patience",
    "sleep",
    "former holder fenced off",
    "snapshot taken",
    "forged operation refused",
    "altered operation refused",
    "altered manifest refused",
    "altered file refused",
)
#: Waits of nodes that failed for long must differ by this much, or all come back in step.
_SPREAD = 1.5
_ENOUGH_WAITS = 30
#: Seeds that a process is given at once.
_CHUNK = 2


@dataclass(slots=True)
class Totals:
    """What a batch came to."""

    seeds: int = 0
    operations: int = 0
    events: int = 0
    simulated_ms: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    situations: Counter[str] = field(default_factory=Counter)
    waits_s: list[float] = field(default_factory=list)
    last_trace: str = ""
    #: The first run that broke; the batch ends there.
    broken: Outcome | None = None

    def add(self, outcome: Outcome) -> None:
        """Add one run."""
        self.seeds += 1
        self.operations += outcome.operations
        self.events += outcome.events
        self.simulated_ms += outcome.simulated_ms
        self.faults += outcome.faults
        self.checks += outcome.checks
        self.situations += outcome.situations
        self.waits_s += outcome.waits_s
        self.last_trace = outcome.trace
        self.broken = outcome if outcome.broken else None

    def unmet(self) -> list[str]:
        """Name what never happened in the whole batch."""
        return [
            *(name for name in SITUATIONS if not self.situations[name]),
            *(name for name in FAULTS if not self.faults[name]),
        ]

    def summary(self) -> str:
        """Say in one line how much was proven."""
        return (
            f"{self.seeds} seeds, {self.operations} operations, "
            f"{sum(self.faults.values())} faults with proven effect, "
            f"{sum(self.checks.values())} checks, "
            f"{self.simulated_ms / 3_600_000:.1f} simulated hours"
        )

    @property
    def comes_back_in_step(self) -> bool:
        """24: tell whether nodes that failed for long all wait equally long."""
        waits = self.waits_s
        return len(waits) >= _ENOUGH_WAITS and max(waits) < _SPREAD * min(waits)


def run_batch(
    seeds: Sequence[int],
    *,
    steps: int,
    jobs: int = 1,
    on_run: Callable[[Outcome], None] = lambda _: None,
) -> Totals:
    """Run seeds until one breaks, in so many processes; the order of seeds is kept."""
    totals = Totals()
    with _outcomes(seeds, steps=steps, jobs=min(jobs, len(seeds))) as outcomes:
        for outcome in outcomes:
            totals.add(outcome)
            on_run(outcome)
            if totals.broken:
                break
    return totals


@contextmanager
def _outcomes(seeds: Sequence[int], *, steps: int, jobs: int) -> Iterator[Iterable[Outcome]]:
    run = partial(run_seed, steps=steps)
    if jobs < 2:
        yield map(run, seeds)
        return
    # A fresh interpreter for each: nothing that another run left can matter.
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool.map(run, seeds, chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)
