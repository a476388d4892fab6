"""A pytest plugin that records what became of each test that proves an acceptance rule.

`--rules-report FILE` writes `{"tests": {test: {"rules": [...], "outcome": "passed" | "failed" |
"not run"}}}`. Tests that the run leaves out are recorded too, so that they can be missed.
"""

import json
from pathlib import Path

import pytest

from tests.rules.listed import titles

NOT_RUN = "not run"
_PROPERTY = "rules"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file."""
    parser.addoption("--rules-report", type=Path, help="where to record what proves which rule")


def pytest_configure(config: pytest.Config) -> None:
    """Begin a report where one is asked for."""
    file = config.getoption("--rules-report")
    if file is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(RuleReport(config.rootpath / file), "rule-report")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check the marks of every test, before any is left out."""
    report = config.pluginmanager.get_plugin("rule-report")
    for item in items:
        rules = _rules_of(item)
        if rules:
            item.user_properties.append((_PROPERTY, rules))
        if rules and report is not None:
            report.expect(item.nodeid, rules)


def _rules_of(item: pytest.Item) -> list[str]:
    marks = [mark.args for mark in item.iter_markers("rule")]
    for args in marks:
        if len(args) != 1 or args[0] not in titles():
            raise pytest.UsageError(f"{item.nodeid}: no such acceptance rule: {args}")
    return sorted({str(args[0]) for args in marks})


class RuleReport:
    """The outcomes of one run, written when it ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rules: dict[str, list[str]] = {}
        self._outcomes: dict[str, str] = {}

    def expect(self, test: str, rules: list[str]) -> None:
        """Note a test that should prove these rules."""
        self._rules[test] = rules

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of a test: it passed when its call did and no phase failed."""
        for name, rules in report.user_properties:
            # Where several processes share a run, this is the first that its head hears.
            if name == _PROPERTY and isinstance(rules, list):
                self.expect(report.nodeid, rules)
        if report.failed:
            self._outcomes[report.nodeid] = "failed"
        elif report.when == "call" and report.passed:
            self._outcomes.setdefault(report.nodeid, "passed")

    def pytest_sessionfinish(self) -> None:
        """Write the report."""
        tests = {
            test: {"rules": rules, "outcome": self._outcomes.get(test, NOT_RUN)}
            for test, rules in self._rules.items()
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps({"tests": tests}, indent=1), encoding="utf-8")
