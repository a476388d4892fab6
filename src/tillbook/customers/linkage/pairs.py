"""Two customers who may be one, and what speaks for and against it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one comparison found."""

    #: "{comparison}.{level}", such as "phone.same".
    code: str
    #: For being one customer; below zero against it.
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two customers who may be one."""

    first: str
    second: str
    #: For being one, of all findings together; below zero it is likelier that they are two.
    bits: float
    #: What was compared; the strongest first.
    findings: tuple[Finding, ...]

    @property
    def probability(self) -> float:
        """How likely they are one, from 0 to 1."""
        return 1 / (1 + math.exp2(-max(self.bits, -1000.0)))

    @property
    def pro(self) -> tuple[Finding, ...]:
        """What speaks for one customer, the strongest first."""
        return tuple(one for one in self.findings if one.bits > 0)

    @property
    def contra(self) -> tuple[Finding, ...]:
        """What speaks against it, the strongest first."""
        return tuple(one for one in self.findings if one.bits < 0)
