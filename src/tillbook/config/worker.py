"""The life of a process that serves a node: installed at its start, loops stopped at its end."""

import os
import signal
from multiprocessing.util import Finalize
from pathlib import Path

from tillbook.config import environment, logs
from tillbook.config.processes import die_with_parent
from tillbook.config.wiring import install_node
from tillbook.exchange.runner import Runner

#: Set by `tillbook serve --workers N`: another process runs the loops.
WITHOUT_LOOPS = "TILLBOOK_WITHOUT_LOOPS"
_STOP_S = 1.0


def start() -> None:
    """Make this worker the node of its folder and start the loops."""
    die_with_parent(signal.SIGKILL)
    folder = environment.read().folder
    if folder is None:
        raise RuntimeError("TILLBOOK_DIR does not name the folder of a node.")
    run(folder, with_loops=os.environ.get(WITHOUT_LOOPS) != "1")


def run(folder: Path, *, with_loops: bool) -> Runner:
    """Install the node of a folder in this process; its loops end with the process."""
    logs.configure()
    runner = Runner(node=install_node(folder))
    if with_loops:
        runner.start()
        # Runs at the end of a forked worker too, where `atexit` does not.
        Finalize(None, runner.stop, kwargs={"timeout_s": _STOP_S}, exitpriority=100)
    return runner
