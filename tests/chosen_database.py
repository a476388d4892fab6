"""A pytest plugin that chooses the database of the run before the settings are loaded.

`TILLBOOK_TEST_DATABASE=postgresql` starts a private server and names the folder of its socket in
`TILLBOOK_TEST_POSTGRESQL`; without it the tests use encrypted SQLite files.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from tests.postgresql import PostgreSQLMissing, private_server

CHOICE = "TILLBOOK_TEST_DATABASE"
SOCKET = "TILLBOOK_TEST_POSTGRESQL"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Start the server before pytest-django loads the settings; stop it after the run."""
    choice = os.environ.setdefault(CHOICE, "sqlite")
    if choice not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"{CHOICE} is {choice!r}; it can be sqlite or postgresql.")
    if choice == "postgresql":
        _start_server(early_config)
    return (yield)


def _start_server(config: pytest.Config) -> None:
    until_the_end = ExitStack()
    config.add_cleanup(until_the_end.close)
    try:
        socket = until_the_end.enter_context(private_server())
    except PostgreSQLMissing as missing:
        raise pytest.UsageError(str(missing)) from missing
    os.environ[SOCKET] = str(socket)


def pytest_report_header() -> str:
    """Say on the first lines which database the run uses."""
    return f"database: {os.environ[CHOICE]}"
