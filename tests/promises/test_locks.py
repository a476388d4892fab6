"""The lock files name everything that is needed, exactly, and no place to get it from."""

import re
import tomllib

import pytest

from tests.promises.source import PROJECT

PROJECT_FILE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def names(requirements: list[object]) -> set[str]:
    """Return the plain names of requirements, without versions and extras."""
    found = (re.match(r"[\w.-]+", line) for line in requirements if isinstance(line, str))
    return {match.group().lower() for match in found if match}


def locked(lock: str) -> dict[str, str]:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE))


def test_everything_that_is_needed_is_locked() -> None:
    groups = PROJECT_FILE["dependency-groups"]
    to_run = names(PROJECT_FILE["project"]["dependencies"]) | names(groups["build"])

    to_match = names(PROJECT_FILE["project"]["optional-dependencies"]["match"])

    assert to_run <= set(locked("requirements.lock"))
    assert to_run | to_match | names(groups["dev"]) <= set(locked("requirements-dev.lock"))


def test_what_is_developed_with_is_what_runs() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")

    assert re.findall(r"://|^--(?!hash)|\(/|@ |file:", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[\w])", text)

    assert [package for package in packages if "--hash=sha256:" not in package] == []
