"""A pytest plugin that chooses the database of the run before the settings are loaded.

`TILLBOOK_TEST_DATABASE=postgresql` starts a private server and names the folder of its socket in
`TILLBOOK_TEST_POSTGRESQL`; without it the tests use encrypted SQLite files. They lie in
`TILLBOOK_TEST_FOLDER`, which is removed after the run.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.postgresql import PostgreSQLMissing, private_server

CHOICE = "TILLBOOK_TEST_DATABASE"
SOCKET = "TILLBOOK_TEST_POSTGRESQL"
FOLDER = "TILLBOOK_TEST_FOLDER"
#: Bytes that the databases of a run may take, by far.
_ROOM = 4 << 30


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare what pytest-django's loading of the settings needs; undo it after the run."""
    until_the_end = ExitStack()
    early_config.add_cleanup(until_the_end.close)
    folder = tempfile.TemporaryDirectory(prefix="tillbook-tests-", dir=_quick_place())
    os.environ[FOLDER] = until_the_end.enter_context(folder)
    choice = os.environ.setdefault(CHOICE, "sqlite")
    if choice not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"{CHOICE} is {choice!r}; it can be sqlite or postgresql.")
    if choice == "postgresql" and not _is_worker():
        os.environ[SOCKET] = _start_server(until_the_end)
    return (yield)


def _quick_place() -> Path | None:
    """Return a file system in memory where there is one with room; a disk's sync is waited for."""
    place = Path("/dev/shm")  # noqa: S108  (the folder in it is made for this run alone)
    has_room = place.is_dir() and shutil.disk_usage(place).free > _ROOM
    return place if has_room and os.access(place, os.W_OK) else None


def _is_worker() -> bool:
    """Tell whether this process is one of several of a run; they share the run's server."""
    return "PYTEST_XDIST_WORKER" in os.environ


def _start_server(until_the_end: ExitStack) -> str:
    try:
        return str(until_the_end.enter_context(private_server()))
    except PostgreSQLMissing as missing:
        raise pytest.UsageError(str(missing)) from missing


def pytest_report_header() -> str:
    """Say on the first lines which database the run uses."""
    return f"database: {os.environ[CHOICE]}"
