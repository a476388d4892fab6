"""The figures of a run, and a till whose taps and keys are counted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.chain import Chain
from tests.browser.conftest import WITHOUT_HEADQUARTERS
from tests.browser.goals.measured import Goals, Measured
from tests.browser.screens import Associate

_GOALS = pytest.StashKey[Goals]()
TABLE = Path("build/ux") / f"goals{'-offline' if WITHOUT_HEADQUARTERS else ''}.txt"
#: Counts what hands do; it survives from page to page in the tab's own store.
_COUNT = """
const add = (name) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name) ?? 0) + 1);
addEventListener("pointerdown", () => add("taps"), true);
addEventListener("keydown", (e) => (e.key.length > 1 || e.ctrlKey) && !["Control", "Shift"].includes(e.key) && add("keys"), true);
"""


def pytest_configure(config: pytest.Config) -> None:
    """Begin to note."""
    config.stash[_GOALS] = Goals()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, and keep it."""
    goals = terminalreporter.config.stash[_GOALS]
    if not goals.found:
        return
    if WITHOUT_HEADQUARTERS:
        _note_parity(terminalreporter, goals)
    lines = goals.lines()
    terminalreporter.section("how an associate fares")
    for line in lines:
        terminalreporter.write_line(line)
    table = terminalreporter.config.rootpath / TABLE
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _note_parity(terminalreporter: pytest.TerminalReporter, goals: Goals) -> None:
    """Note whether all that ran holds without headquarters, too."""
    stats = terminalreporter.stats
    failed = len(stats.get("failed", ())) + len(stats.get("error", ()))
    passed = len(stats.get("passed", ()))
    what = f"of {passed + failed} tests fail with headquarters stopped"
    goals.found.append(Measured(goal="G8", what=what, figure=failed, wanted=0))


@pytest.fixture
def goals(pytestconfig: pytest.Config) -> Iterator[Goals]:
    """Take the figures, then insist on them."""
    noted = pytestconfig.stash[_GOALS]
    before = len(noted.found)
    yield noted
    assert noted.missed(since=before) == []


class Hands:
    """What the hands did since they were last asked."""

    def __init__(self, associate: Associate) -> None:
        self.associate = associate

    def begin(self) -> None:
        """Count from here."""
        self.associate.page.evaluate("sessionStorage.clear()")

    def count(self, name: str) -> int:
        """Return the "taps" or the control "keys" since `begin`."""
        return int(self.associate.page.evaluate("n => sessionStorage.getItem(n) ?? 0", name))


@pytest.fixture
def counted(context: BrowserContext, chain: Chain, at: Callable[[str], Associate]) -> Hands:
    """Sign in at the first register with hands that are counted."""
    context.add_init_script(_COUNT)
    return Hands(at("1-1"))
