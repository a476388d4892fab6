"""`tillbook demo`: a whole chain on this machine, as real processes with sample customers."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from tillbook.cli.console import err
from tillbook.cli.demo import memory, report
from tillbook.cli.demo.children import Children
from tillbook.cli.demo.plan import places
from tillbook.cli.demo.setup import Setup
from tillbook.config import folder_lock

_LOOK_S = 1.0


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where everything is kept.")] = Path("demo"),
    port_base: Annotated[int, typer.Option(help="First of six ports.")] = 8100,
    customers: Annotated[int, typer.Option(min=0, help="Sample customers.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed makes other customers.")] = 1,
) -> None:
    """Start a chain here: headquarters, two stores, three registers."""
    folder = folder.resolve()
    known = memory.recall(folder, customers=customers, seed=seed, port_base=port_base)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder_lock.hold(folder)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    children = Children()
    try:
        _run(Setup(places=places(folder, port_base=port_base), memory=known, children=children))
    except KeyboardInterrupt:
        err.print("Stopping.")
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        children.stop()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _run(setup: Setup) -> None:
    setup.run()
    report.print_table(setup.places, setup.memory)
    report.print_ready(setup.places, setup.memory, setup.children)
    while True:
        for place in setup.ended():
            err.print(f"{place.name} has stopped. Start it again with:")
            err.print(f"  tillbook serve {place.folder}", soft_wrap=True)
        signal.sigtimedwait([], _LOOK_S)
