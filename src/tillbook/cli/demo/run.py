"""The life of the demo: set up, say that it is ready, watch, and end everything that it started."""

import signal
from pathlib import Path

from tillbook.cli.console import err, program
from tillbook.cli.demo import memory, report
from tillbook.cli.demo.children import Children, pause
from tillbook.cli.demo.plan import places
from tillbook.cli.demo.setup import Setup
from tillbook.config import folder_lock

_LOOK_S = 1.0
_ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run(folder: Path, *, port_base: int, customers: int, seed: int) -> None:
    """Run the demo of a folder until SIGTERM or Ctrl-C."""
    known = memory.recall(folder, customers=customers, seed=seed, port_base=port_base)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folder_lock.held(folder):
        children = Children()
        setup = Setup(places=places(folder, port_base=port_base), memory=known, children=children)
        setup.require_free_ports(otherwise=_elsewhere(folder, known))
        memory.remember(folder, known)
        for number in _ENDINGS:
            signal.signal(number, _stop)
        try:
            _start_and_watch(setup)
        except KeyboardInterrupt:
            err.print("Stopping.")
        finally:
            for number in _ENDINGS:
                signal.signal(number, signal.SIG_IGN)
            children.stop()


def _elsewhere(folder: Path, known: memory.Memory) -> str:
    """Return the command for other ports; a demo that was made already stays on its own."""
    if known.is_filled:
        folder = folder.with_name(f"{folder.name}-2")
    return f"{program()} demo --dir {folder} --port-base {known.port_base + 100}"


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _start_and_watch(setup: Setup) -> None:
    setup.run()
    report.print_table(setup.places, setup.memory, setup.children)
    report.print_ready(setup.places, setup.memory, setup.children)
    while True:
        for place in setup.ended():
            err.print(f"{place.name} has stopped. Start it again with:")
            err.print(f"  {program()} serve {place.folder}", soft_wrap=True)
        pause(_LOOK_S)
