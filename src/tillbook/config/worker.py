"""The life of a process that serves a node: installed at its start, loops stopped at its end."""

import gc
import os
import threading
from multiprocessing.util import Finalize
from pathlib import Path

import structlog

from tillbook.config import environment, logs
from tillbook.config.wiring import install_node, pace_here
from tillbook.customers.operations import notice_pairs
from tillbook.customers.replicated import renewal
from tillbook.customers.synchronization.overdue import Watch
from tillbook.fleet.runner import Loop, Runner, step_by_step

log = structlog.get_logger()
#: Set by `tillbook serve --workers N`: another process runs the loops.
WITHOUT_LOOPS = "TILLBOOK_WITHOUT_LOOPS"
_STOP_S = 1.0
#: How often it is looked for operations that stand too long.
ALERTS_EVERY_S = 60.0


def start() -> None:
    """Make this worker the node of its folder and start the loops."""
    folder = environment.read().folder
    if folder is None:
        raise RuntimeError("TILLBOOK_DIR does not name the folder of a node.")
    run(folder, with_loops=os.environ.get(WITHOUT_LOOPS) != "1")


def run(folder: Path, *, with_loops: bool) -> Runner:
    """Install the node of a folder in this process; its loops end with the process."""
    logs.configure()
    node = install_node(folder)
    keep_for_good()
    watch = Loop(
        name="alerts", step=Watch().look, bell=threading.Event(), interval_s=ALERTS_EVERY_S
    )
    loops = [watch, step_by_step("index", renewal.step, every_s=renewal.EVERY_S)]
    if node.is_root:
        loops.append(step_by_step("pairs", notice_pairs.step, every_s=notice_pairs.EVERY_S))
    runner = Runner(node=node, pace=pace_here, loops=loops)
    if with_loops:
        runner.start()
    log.info("node_started", node=str(node.id), role=node.identity.role.value)
    # Runs at the end of a forked worker too, where `atexit` does not.
    Finalize(None, _stop, args=(runner,), exitpriority=100)
    return runner


def keep_for_good() -> None:
    """Spare the collector what is here now: it stays as long as the process."""
    gc.collect()
    gc.freeze()


def _stop(runner: Runner) -> None:
    runner.stop(timeout_s=_STOP_S)
    log.info("node_stopped", node=str(runner.node.id))
