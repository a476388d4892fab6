"""When to try again: exponential, capped first and then spread by jitter."""

from dataclasses import dataclass

#: How many nodes a headquarters takes back per second after an outage.
RETURNS_PER_S = 300


def spread_s(nodes: int) -> float:
    """Return over how many seconds a chain of so many nodes comes back after an outage."""
    return nodes / RETURNS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long to wait after failures in a row. Seconds."""

    first_s: float = 0.5
    factor: float = 2.0
    cap_s: float = 30.0

    def delay_s(self, failures: int, spread: float) -> float:
        """Return the wait after `failures` (≥ 1) in a row.

        `spread` in [0, 1) comes from the caller's randomness. The cap is applied before the ±50 %
        jitter: the other order lets a whole chain come back in step.
        """
        capped = min(self.cap_s, self.first_s * self.factor ** (min(failures, 32) - 1))
        return capped * (0.5 + spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What is left of the time that somebody waits, in seconds. Shrinks at each hop."""

    left_s: float

    #: What a hop keeps for its own way back.
    HOP_S = 0.1

    @property
    def is_spent(self) -> bool:
        """Tell whether it is no use to ask the parent any more."""
        return self.left_s <= self.HOP_S

    def passed_on(self, spent_s: float) -> "Patience":
        """Return what the parent may use after `spent_s` seconds were used here."""
        return Patience(left_s=max(0.0, self.left_s - spent_s - self.HOP_S))


NONE = Patience(left_s=0.0)
DEFAULT = Patience(left_s=2.5)
