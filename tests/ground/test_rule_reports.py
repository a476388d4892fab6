"""The report on acceptance rules, by real runs of pytest on small suites."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.listed import titles
from tests.rules.table import lines, read

PROJECT = Path(__file__).parents[2]


def run_suite(folder: Path, suite: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on one file with our plugin, in a folder of its own."""
    (folder / "test_suite.py").write_text("import pytest\n" + suite)
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    rule: x\n    database: x\n    browser: x\n"
    )
    plugins = ["-p", "tests.rules.report", "-p", "no:django", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, *options],
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def words(folder: Path) -> dict[str, str]:
    return {rule: state.word() for rule, state in read(folder).items() if state.outcomes}


def test_the_list_holds_every_rule_once_with_a_title() -> None:
    assert list(titles()) == [f"AR-{number:03}" for number in range(1, 158)]
    assert len(set(titles().values())) == 157


def test_a_rule_is_proven_only_by_tests_that_ran_and_passed(tmp_path: Path) -> None:
    suite = """
@pytest.mark.rule("AR-001")
def test_passes(): pass
@pytest.mark.rule("AR-002")
def test_passes_too(): pass
@pytest.mark.rule("AR-002")
def test_fails(): assert False
@pytest.mark.rule("AR-003")
def test_leaves_out(): pytest.skip("why ever")
@pytest.fixture
def broken(): yield; assert False
@pytest.mark.rule("AR-004")
def test_fails_afterwards(broken): pass
"""
    run_suite(tmp_path, suite, "--rules-report", "report/one.json")

    assert words(tmp_path / "report") == {
        "AR-001": "proven",
        "AR-002": "failed",
        "AR-003": "incomplete",
        "AR-004": "failed",
    }


def test_several_runs_are_taken_together(tmp_path: Path) -> None:
    suite = """
@pytest.mark.rule("AR-010")
def test_anywhere(): pass
@pytest.mark.rule("AR-010")
@pytest.mark.browser
def test_in_the_browser(): pass
@pytest.mark.rule("AR-011")
@pytest.mark.browser
def test_also_there(): pass
"""
    run_suite(tmp_path, suite, "-m", "not browser", "--rules-report", "report/sqlite.json")
    before = words(tmp_path / "report")
    run_suite(tmp_path, suite, "-m", "browser", "--rules-report", "report/browser.json")

    assert before == {"AR-010": "incomplete", "AR-011": "incomplete"}
    assert words(tmp_path / "report") == {"AR-010": "proven", "AR-011": "proven"}


def test_one_failure_in_any_run_outweighs_the_others(tmp_path: Path) -> None:
    suite = """
import os
@pytest.mark.rule("AR-012")
def test_somewhere(pytestconfig): assert "bad" not in str(pytestconfig.option.rules_report)
"""
    run_suite(tmp_path, suite, "--rules-report", "report/bad.json")
    run_suite(tmp_path, suite, "--rules-report", "report/good.json")

    assert words(tmp_path / "report") == {"AR-012": "failed"}


@pytest.mark.parametrize("mark", ['"AR-999"', '"ar-001"', "", '"AR-001", "AR-002"'])
def test_an_unknown_rule_stops_the_run(tmp_path: Path, mark: str) -> None:
    done = run_suite(tmp_path, f"@pytest.mark.rule({mark})\ndef test_it(): pass\n")

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no such acceptance rule" in done.stdout + done.stderr


def test_the_table_names_tests_runs_and_sums(tmp_path: Path) -> None:
    tests = {"tests/test_x.py::test_x": {"rules": ["AR-001"], "outcome": "passed"}}
    (tmp_path / "sqlite.json").write_text(json.dumps({"tests": tests}))

    table = lines(read(tmp_path))

    assert table[0].startswith("AR-001  proven      1/1 ran, 1 passed, 0 failed")
    assert table[1].strip() == "tests/test_x.py::test_x  (sqlite passed)"
    assert table[2].split()[:2] == ["AR-002", "open"]
    assert table[-1] == "157 rules: 1 proven, 0 failed, 0 incomplete, 156 open"
