"""Many seeds in a row, and what all of them together must have met to prove anything."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tillbook.simulator.failures import Failpoint
from tillbook.simulator.run import Outcome, run_seed

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
)
#: Waits of nodes that failed for long must differ by this much, or all come back in step.
_SPREAD = 1.5
_ENOUGH_WAITS = 30


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
    seeds: Iterable[int], *, steps: int, on_run: Callable[[Outcome], None] = lambda _: None
) -> Totals:
    """Run seeds until one breaks."""
    totals = Totals()
    for seed in seeds:
        outcome = run_seed(seed, steps=steps)
        totals.add(outcome)
        on_run(outcome)
        if totals.broken:
            break
    return totals
