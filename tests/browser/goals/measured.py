"""What was measured, beside what is wanted, and the table of it all."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure of one goal; it holds while it is no more than wanted."""

    goal: str
    what: str
    figure: float
    wanted: float
    unit: str = ""
    #: What is wrong, where faults are counted.
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        return self.figure <= self.wanted

    def line(self) -> str:
        """Return the row of the table."""
        word = "holds" if self.holds else "MISSED"
        figure, wanted = f"{self.figure:g}", f"≤ {self.wanted:g}"
        return f"{self.goal:<4} {word:<7} {figure:>9} {wanted:>9} {self.unit:<7} {self.what}"


@dataclass(slots=True)
class Goals:
    """All figures of a run."""

    found: list[Measured] = field(default_factory=list)

    def note(self, goal: str, what: str, figure: float, *, at_most: float, unit: str = "") -> None:
        """Note a figure. The test fails when it has ended, so that what follows is measured, too."""
        self.found.append(Measured(goal=goal, what=what, figure=figure, wanted=at_most, unit=unit))

    def none(self, goal: str, what: str, faults: Sequence[str]) -> None:
        """Note how many faults there are; none is wanted."""
        one = Measured(goal=goal, what=what, figure=len(faults), wanted=0, faults=tuple(faults))
        self.found.append(one)

    def missed(self, *, since: int) -> list[str]:
        """Return the figures that miss their goals, and the faults, from a place in the list on."""
        missed = (one for one in self.found[since:] if not one.holds)
        return [line for one in missed for line in (one.line(), *one.faults)]

    def lines(self) -> list[str]:
        """Return the table, by goal."""
        ordered = sorted(self.found, key=lambda one: int(one.goal[1:]))
        return [one.line() for one in ordered]
