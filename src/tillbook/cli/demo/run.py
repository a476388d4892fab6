"""The life of the demo: set up, say that it is ready, watch, and end everything that it started."""

import signal
from pathlib import Path

from tillbook.cli.console import err
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
        memory.remember(folder, known)
        for number in _ENDINGS:
            signal.signal(number, _stop)
        children = Children()
        try:
            _start_and_watch(
                Setup(places=places(folder, port_base=port_base), memory=known, children=children)
            )
        except KeyboardInterrupt:
            err.print("Stopping.")
        finally:
            for number in _ENDINGS:
                signal.signal(number, signal.SIG_IGN)
            children.stop()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _start_and_watch(setup: Setup) -> None:
    setup.run()
    report.print_table(setup.places, setup.memory)
    report.print_ready(setup.places, setup.memory, setup.children)
    while True:
        for place in setup.ended():
            err.print(f"{place.name} has stopped. Start it again with:")
            err.print(f"  tillbook serve {place.folder}", soft_wrap=True)
        pause(_LOOK_S)
