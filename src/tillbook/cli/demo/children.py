"""The demo's processes: started in sessions of their own, all ended with the demo."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tillbook.cli.console import PARENT
from tillbook.foundation.errors import TillbookError

_STOP_S = 8.0
_STEP_S = 0.05


class ChildFailed(TillbookError):
    """A process of the demo ended by itself."""

    code = "demo.child_failed"


@dataclass(slots=True)
class Children:
    """All processes that the demo started and that may still run."""

    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str, log: Path) -> None:
        """Start `tillbook` with these arguments, writing to a log file."""
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "tillbook", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=os.environ | {PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"},
                # A Ctrl-C in the terminal reaches the demo alone, which ends them in order.
                start_new_session=True,
            )

    def wait(self, *names: str, log: Path) -> None:
        """Wait until these have done their work. Raises ChildFailed."""
        for name in names:
            if self.running.pop(name).wait() != 0:
                raise failure(name, log)

    def ended(self) -> list[str]:
        """Name those that ended since the last call."""
        gone = [name for name, process in self.running.items() if process.poll() is not None]
        for name in gone:
            del self.running[name]
        return gone

    def stop(self) -> None:
        """End all of them, gently first; return when none is left."""
        processes = list(self.running.values())
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_S
        for process in processes:
            try:
                process.wait(max(_STEP_S, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()


def failure(name: str, log: Path) -> ChildFailed:
    """Say which process ended, with the last lines it wrote."""
    lines = log.read_text(errors="replace").splitlines()[-6:] if log.exists() else []
    said = "\n  ".join(["", *lines])
    return ChildFailed(f"{name} did not start. It said:{said}", remedy=f"All of it: {log}")


def tree_of(pid: int) -> list[int]:
    """Return a process and its descendants, by what the kernel says now."""
    parents = dict(_parents())
    found = [pid]
    for candidate in found:
        found.extend(child for child, parent in parents.items() if parent == candidate)
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            # The name in parentheses may hold spaces.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(entry.name), int(fields[1])


def pause(seconds: float = _STEP_S) -> None:
    """Let other processes work for a moment."""
    threading.Event().wait(seconds)


def pss_kib(pids: list[int]) -> int:
    """Return the memory of processes, shared pages counted in proportion. KiB; Linux."""
    total = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:")
    return total
