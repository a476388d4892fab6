"""Print how far the acceptance rules are proven: `python -m tests.rules.table FOLDER`.

The folder holds the reports of several runs (SQLite, PostgreSQL, browser). A rule is proven when
each of its tests ran in at least one of them and failed in none.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.rules.listed import titles
from tests.rules.report import NOT_RUN


@dataclass(kw_only=True, slots=True)
class RuleState:
    """One rule: the outcomes of its tests, by run."""

    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, *, test: str, run: str, outcome: str) -> None:
        """Add what became of a test in a run; a run that left it out adds only its name."""
        runs = self.outcomes.setdefault(test, {})
        if outcome != NOT_RUN:
            runs[run] = outcome

    def counts(self) -> tuple[int, int, int]:
        """Return how many of the tests ran, passed everywhere they ran, and failed somewhere."""
        ran = [runs for runs in self.outcomes.values() if runs]
        failed = sum("failed" in runs.values() for runs in ran)
        return len(ran), len(ran) - failed, failed

    def word(self) -> str:
        """Return open, proven, failed or incomplete."""
        if not self.outcomes:
            return "open"
        ran, passed, failed = self.counts()
        if failed:
            return "failed"
        return "proven" if ran == passed == len(self.outcomes) else "incomplete"


def read(folder: Path) -> dict[str, RuleState]:
    """Return the state of every rule from the reports in a folder."""
    states = {rule: RuleState() for rule in titles()}
    for report in sorted(folder.glob("*.json")):
        tests = json.loads(report.read_text(encoding="utf-8"))["tests"]
        for test, found in tests.items():
            for rule in found["rules"]:
                states[rule].add(test=test, run=report.stem, outcome=found["outcome"])
    return states


def lines(states: dict[str, RuleState]) -> list[str]:
    """Return the table: a line per rule, one per test below it, and the sums."""
    table: list[str] = []
    for rule, state in states.items():
        ran, passed, failed = state.counts()
        figures = f"{ran}/{len(state.outcomes)} ran, {passed} passed, {failed} failed"
        shown = figures if state.outcomes else ""
        table.append(f"{rule}  {state.word():<10}  {shown:<32}  {titles()[rule]}")
        table += [f"        {test}  ({_runs(runs)})" for test, runs in state.outcomes.items()]
    sums = Counter(state.word() for state in states.values())
    words = ("proven", "failed", "incomplete", "open")
    return [*table, f"{len(states)} rules: " + ", ".join(f"{sums[word]} {word}" for word in words)]


def _runs(runs: dict[str, str]) -> str:
    return ", ".join(f"{run} {outcome}" for run, outcome in runs.items()) or NOT_RUN


def main() -> int:
    """Print the table; 1 when a test of a rule failed."""
    states = read(Path(sys.argv[1]))
    sys.stdout.write("\n".join(lines(states)) + "\n")
    return int(any(state.word() == "failed" for state in states.values()))


if __name__ == "__main__":
    sys.exit(main())
