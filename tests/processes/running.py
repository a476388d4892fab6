"""Starting, asking, stopping and killing real nodes."""

import json
import os
import secrets
import signal
import socket
import string
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tillbook.cli.console import PARENT
from tillbook.cli.demo.children import tree_of
from tillbook.config.folder_lock import is_held

SOURCE = Path(__file__).resolve().parents[2] / "src"
#: Generous: the machine may be busy with other things.
DEADLINE_S = 60.0
#: Runs beside each other choose elsewhere, all of them below the ports of outgoing connections.
PORTS, STORM_PORTS, BROWSER_PORTS = (
    range(12_000, 20_000),
    range(20_010, 28_000),
    range(28_010, 32_000),
)
Seen = TypeVar("Seen")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def start(*arguments: str, log: Path) -> subprocess.Popen[bytes]:
    """Start the program; its output goes to a file."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tillbook", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            start_new_session=True,
        )


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tillbook", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("TILLBOOK_")}
    # No node outlives a run of the tests that is killed.
    ours[PARENT] = str(os.getpid())
    return ours | {"PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1", "COLUMNS": "120"}


def until(look: Callable[[], Seen | None], *, within_s: float = DEADLINE_S) -> Seen:
    """Look again and again until there is something to see."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing after {within_s} s"
        time.sleep(0.05)
    return found


def free_ports(count: int, *, among: range = PORTS) -> int:
    """Return the first of several free ports in a row."""
    while True:
        first = secrets.choice(among)
        with ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    probe = stack.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return first


def unheard_of_name() -> str:
    """Return a name that nobody in the samples has."""
    return "Zq" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer and how long it took."""

    status: int
    body: Any
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node as a program sees it."""

    url: str
    token: str
    folder: Path

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask the API. Raises OSError when nobody answers."""
        started = time.monotonic()
        request = urllib.request.Request(  # noqa: S310  (an address of this test)
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )
        try:
            with _direct.open(request, timeout=30) as response:
                status, content = response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                status, content = error.code, error.read()
        seconds = time.monotonic() - started
        return Answer(status=status, body=json.loads(content or b"null"), seconds=seconds)

    def is_up(self) -> bool:
        """Tell whether the node answers."""
        try:
            return self.ask("GET", "/status").status == 200
        except OSError:
            return False

    def is_silent(self, *, for_s: float) -> bool:
        """Tell whether the node says nothing for a while."""
        try:
            with _direct.open(f"{self.url}/api/v1/health", timeout=for_s):
                return False
        except OSError:
            return True

    def save(self, name: str) -> Answer:
        """Create a customer."""
        answer = self.ask("POST", "/customers", {"name": name})
        assert answer.status == 201, answer.body
        return answer

    def customer(self, id: str) -> dict[str, Any]:
        """Return a customer that must be there."""
        answer = self.ask("GET", f"/customers/{id}")
        assert answer.status == 200, answer.body
        return dict(answer.body)

    def find(self, name: str) -> list[dict[str, Any]]:
        """Return the customers of this node's own tables that a name finds."""
        answer = self.ask("GET", f"/customers?search={name}&scope=node")
        assert answer.status == 200, answer.body
        return [item["customer"] for item in answer.body["items"]]

    @property
    def parent_state(self) -> str:
        """How the node stands with its parent."""
        return str(self.ask("GET", "/status").body["parent"]["state"])

    def is_settled(self) -> bool:
        """Tell whether the node is connected and nothing waits for headquarters."""
        body = self.ask("GET", "/status").body
        return bool(body["parent"]["state"] == "online" and body["pending"] == 0)

    def wait_for_number(self, id: str) -> str:
        """Return a customer's account number as soon as there is one."""
        return until(lambda: str(self.customer(id)["account_number"] or ""))


class Served:
    """A node whose process this test holds in its hand."""

    def __init__(self, node: Node, process: subprocess.Popen[bytes] | int) -> None:
        self.node = node
        self._process = process

    @classmethod
    def begin(cls, node: Node) -> "Served":
        """Serve a folder and wait for the first answer."""
        served = cls(node, start("serve", str(node.folder), log=node.folder / "tillbook.log"))
        until(node.is_up)
        return served

    def start_again(self) -> None:
        """Serve the folder of a node that was killed; nobody waits for the first answer."""
        self._process = start("serve", str(self.node.folder), log=self.node.folder / "tillbook.log")

    @property
    def pids(self) -> list[int]:
        """The server and its worker."""
        return tree_of(self._pid)

    @property
    def _pid(self) -> int:
        process = self._process
        return process if isinstance(process, int) else process.pid

    @property
    def worker(self) -> int:
        """The process that holds the database; while it is being replaced, the new one."""
        return until(lambda: next(filter(alive, self.pids[:0:-1]), None))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole tree at once: each node has a group of its own."""
        with suppress(ProcessLookupError):
            os.killpg(self._pid, number)

    def kill_worker(self) -> None:
        """Kill the process that holds the database, as a crash would; the server starts another."""
        os.kill(self.worker, signal.SIGKILL)

    def kill(self) -> None:
        """Kill everything at once, as a power cut would; return when all of it is gone."""
        self.signal(signal.SIGKILL)
        self._reap()
        until(lambda: not is_held(self.node.folder))

    def stop(self) -> None:
        """Stop it as a person would."""
        pids = self.pids
        if alive(pids[0]):
            os.kill(pids[0], signal.SIGTERM)
        self._reap()
        until(lambda: not any(alive(pid) for pid in pids), within_s=15)

    def _reap(self) -> None:
        if not isinstance(self._process, int):
            self._process.wait(timeout=DEADLINE_S)
        else:
            pid = self._process
            until(lambda: not alive(pid))


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits for its parent's look does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def processes_about(folder: Path) -> list[int]:
    """Return the processes whose command line names a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in line and alive(int(entry.name)):
            found.append(int(entry.name))
    return found
