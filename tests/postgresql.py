"""A private PostgreSQL server for one test run: a folder, a unix socket, and gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "tillbook"
_OLDEST = 15
_WHERE_PACKAGES_PUT_IT = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
# A test database is thrown away after a crash, so nothing of it has to reach the disk.
_FOR_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


class PostgreSQLMissing(Exception):
    """Say what to install: the tests never pass by leaving a database out."""

    def __init__(self) -> None:
        super().__init__(
            f"The tests need the programs of PostgreSQL {_OLDEST} or newer (initdb, pg_ctl). "
            "Install them, for example by `apt install postgresql`, and run again."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Account:
    """The user the server runs as: it refuses root."""

    uid: int
    gid: int


@contextmanager
def private_server() -> Iterator[Path]:
    """Start a server and give the folder of its socket; its user is USER, without a password.

    Raises:
        PostgreSQLMissing: its programs are not on this machine.
    """
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="tillbook-pg-"))
    account = _account()
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    data = folder / "data"
    try:
        _run(_make(programs, data), account)
        _run(_start(programs, data, socket=folder), account)
        try:
            yield folder
        finally:
            _run(_stop(programs, data), account)
    finally:
        shutil.rmtree(folder)


def find_programs() -> Path:
    """Return the folder with the newest server's programs.

    Raises:
        PostgreSQLMissing: there is none that is new enough.
    """
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _WHERE_PACKAGES_PUT_IT:
        folders += Path("/").glob(pattern.removeprefix("/"))
    versions = {folder: _version(folder) for folder in folders if (folder / "initdb").exists()}
    newest = max(versions, key=lambda folder: versions[folder], default=None)
    if newest is None or versions[newest] < _OLDEST:
        raise PostgreSQLMissing
    return newest


def _version(folder: Path) -> int:
    answer = subprocess.run(
        [folder / "pg_ctl", "--version"], capture_output=True, text=True, check=True
    )
    return int(answer.stdout.split()[2].split(".")[0].rstrip("abcdelrtv"))


def _account() -> _Account | None:
    """Return who the server runs as when we are root, None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return _Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _make(programs: Path, data: Path) -> list[str]:
    return [
        str(programs / "initdb"),
        f"--pgdata={data}",
        f"--username={USER}",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]


def _start(programs: Path, data: Path, *, socket: Path) -> list[str]:
    settings = (*_FOR_SPEED, "listen_addresses=", f"unix_socket_directories={socket}")
    options = " ".join(f"-c {setting}" for setting in settings)
    log = str(data / "server.log")
    return [str(programs / "pg_ctl"), "start", "-w", "-D", str(data), "-l", log, "-o", options]


def _stop(programs: Path, data: Path) -> list[str]:
    """Stop by SIGINT: connections that are still open are not waited for."""
    return [str(programs / "pg_ctl"), "stop", "-w", "-D", str(data), "-m", "fast"]


def _run(command: Sequence[str], account: _Account | None) -> None:
    done = subprocess.run(
        command,
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")
