"""A whole demo as real processes: headquarters, two stores, three registers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from tests.processes.running import BROWSER_PORTS, free_ports
from tillbook.cli.console import PARENT
from tillbook.cli.demo.children import tree_of

ROOT = Path(__file__).parents[2]
_PORTS = 6
_READY_S = 240


class ChainFailed(Exception):
    """The demo did not become ready; its last words are in the message."""


class Chain:
    """A running demo. Every node can be stopped, killed and started again."""

    def __init__(self, folder: Path, *, customers: int) -> None:
        self._log = folder.with_suffix(".log").open("w+", encoding="utf-8")
        self._served: dict[str, subprocess.Popen[bytes]] = {}
        arguments = ["demo", "--dir", str(folder), "--customers", str(customers)]
        arguments += ["--port-base", str(free_ports(_PORTS, among=BROWSER_PORTS))]
        self._demo = subprocess.Popen(
            [sys.executable, "-m", "tillbook", *arguments],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )
        self.said = self._wait()

    def _wait(self) -> dict[str, Any]:
        end = time.monotonic() + _READY_S
        while time.monotonic() < end and self._demo.poll() is None:
            said = Path(self._log.name).read_text(encoding="utf-8")
            for line in said.splitlines():
                if line.startswith("ready "):
                    found: dict[str, Any] = json.loads(line.removeprefix("ready "))
                    return found
            time.sleep(0.2)
        self.close()
        raise ChainFailed(Path(self._log.name).read_text(encoding="utf-8")[-2000:])

    def register(self, id: str) -> dict[str, Any]:
        """Return what is known of a register: url, folder, staff, api_token."""
        found: dict[str, Any] = next(row for row in self.said["registers"] if row["id"] == id)
        return found

    def pids(self, node: str) -> list[int]:
        """Return the processes of "headquarters" or of a register, as it was last started."""
        if node in self._served:
            return tree_of(self._served[node].pid)
        if node == "headquarters":
            return list(self.said["pids"]["headquarters"])
        position = [row["id"] for row in self.said["registers"]].index(node)
        return list(self.said["pids"]["registers"][position])

    def kill(self, node: str) -> None:
        """End a node with SIGKILL, as a power cut does."""
        for pid in self.pids(node):
            # The worker of a killed server ends with it, perhaps before its turn here.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if node in self._served:
            self._served.pop(node).wait()
        _wait_until_closed(self._url(node))

    def serve(self, node: str) -> None:
        """Start a killed node again, and wait until it answers."""
        where = self.said["headquarters"] if node == "headquarters" else self.register(node)
        self._start(node, where["folder"])
        _wait_until_open(self._url(node))

    def enrol(self, register: str, *, code: str, has: str) -> dict[str, Any]:
        """Join a new register with a code, start it, and wait until its sign-in page has a name."""
        port = free_ports(1, among=BROWSER_PORTS)
        folder = Path(self.said["headquarters"]["folder"]).parent / register
        url = f"http://127.0.0.1:{port}"
        parent = self.said["headquarters"]["url"]
        self._run("enroll", code, "--parent", parent, "--dir", folder, "--port", port)
        self._start(register, folder)
        _wait_until_open(url)
        _wait_until(lambda: has in httpx.get(f"{url}/sign-in", timeout=5).text, what=has)
        return {"id": register, "url": url, "folder": str(folder)}

    def _run(self, *arguments: object) -> None:
        subprocess.run(
            [sys.executable, "-m", "tillbook", *map(str, arguments)],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            check=True,
            timeout=60,
        )

    def _start(self, node: str, folder: object) -> None:
        self._served[node] = subprocess.Popen(
            [sys.executable, "-m", "tillbook", "serve", str(folder)],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )

    def _url(self, node: str) -> str:
        where = self.said["headquarters"] if node == "headquarters" else self.register(node)
        return str(where["url"])

    def ask(self, node: str, path: str) -> Any:
        """Ask a node's HTTP API."""
        where = self.said["headquarters"] if node == "headquarters" else self.register(node)
        headers = {"Authorization": f"Bearer {where['api_token']}"}
        return (
            httpx.get(f"{where['url']}{path}", headers=headers, timeout=10)
            .raise_for_status()
            .json()
        )

    def close(self) -> None:
        """End every process, the ones started again first."""
        for process in (*self._served.values(), self._demo):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in (*self._served.values(), self._demo):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._log.close()


def _environment() -> dict[str, str]:
    # No node outlives a run of the tests that is killed.
    ours = {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200", PARENT: str(os.getpid())}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TILLBOOK_")}
    return {name: value for name, value in kept.items() if not name.startswith("DJANGO_")} | ours


def _wait_until(holds: Callable[[], bool], *, what: str) -> None:
    end = time.monotonic() + 60
    while not holds():
        if time.monotonic() > end:
            raise ChainFailed(f"Waited in vain for {what}.")
        time.sleep(0.2)


def _wait_until_open(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise ChainFailed(f"{url} does not answer.")


def _wait_until_closed(url: str) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) != 0:
                return
        time.sleep(0.05)
    raise ChainFailed(f"{url} still answers.")
