"""The demo, started once for all tests of this folder, and what its first life left."""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.processes.running import Node, Served, alive, free_ports, processes_about, start, until

CUSTOMERS = 40


@dataclass(kw_only=True)
class Demo:
    """The running demo as its last line describes it."""

    ready: dict[str, Any]
    log: Path
    headquarters: Served
    stores: list[Served]
    registers: list[Served]

    @property
    def all(self) -> list[Served]:
        """Every node."""
        return [self.headquarters, *self.stores, *self.registers]


@dataclass(kw_only=True)
class FirstLife:
    """What was seen of the demo before it was stopped and started again."""

    ready: dict[str, Any]
    output: str
    seconds_to_stop: float
    left_behind: list[int] = field(default_factory=list)
    #: A customer that was created then.
    customer: str = ""


def wait_until_ready(log: Path, *, seen: int = 0) -> dict[str, Any]:
    """Wait for the line that programs wait for; `seen` of them were read before."""

    def look() -> str | None:
        lines = [line for line in log.read_text().splitlines() if line.startswith("ready ")]
        return lines[seen] if len(lines) > seen else None

    return dict(json.loads(until(look, within_s=240).removeprefix("ready ")))


def as_demo(ready: dict[str, Any], log: Path) -> Demo:
    """Take the nodes out of the demo's last line."""

    def served(entry: dict[str, Any], pids: list[int]) -> Served:
        node = Node(url=entry["url"], token=entry["api_token"], folder=Path(entry["folder"]))
        return Served(node, pids[0])

    pids = ready["pids"]
    return Demo(
        ready=ready,
        log=log,
        headquarters=served(ready["headquarters"], pids["headquarters"]),
        stores=[served(*pair) for pair in zip(ready["stores"], pids["stores"], strict=True)],
        registers=[
            served(*pair) for pair in zip(ready["registers"], pids["registers"], strict=True)
        ],
    )


@dataclass(kw_only=True)
class _Lives:
    first: FirstLife
    demo: Demo


@pytest.fixture(scope="session")
def _lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Lives]:
    folder = tmp_path_factory.mktemp("demo") / "chain"
    log = folder.with_name("output")
    arguments = ("demo", "--dir", str(folder), "--port-base", str(free_ports(6)))
    process = start(*arguments, "--customers", str(CUSTOMERS), log=log)
    try:
        ready = wait_until_ready(log)
        saved = as_demo(ready, log).registers[0].node.save("Zqfirst Life").body["id"]
        output, began = log.read_text(), time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=30)
        first = FirstLife(
            ready=ready,
            output=output,
            seconds_to_stop=time.monotonic() - began,
            left_behind=processes_about(folder),
            customer=saved,
        )
        process = start(*arguments, log=log)
        demo = as_demo(wait_until_ready(log, seen=1), log)
        yield _Lives(first=first, demo=demo)
        for served in demo.all:
            served.stop()
    finally:
        if alive(process.pid):
            os.kill(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        for pid in processes_about(folder):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def first_life(_lives: _Lives) -> FirstLife:
    """Return what was seen before the demo was stopped and started again."""
    return _lives.first


@pytest.fixture
def demo(_lives: _Lives) -> Demo:
    """Return the running demo with every node up, connected, and nothing on its way."""
    demo = _lives.demo
    for served in demo.all:
        until(served.node.is_up)
    for served in (*demo.stores, *demo.registers):
        node = served.node
        until(node.is_settled)
    return demo
