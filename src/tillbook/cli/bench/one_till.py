"""A chain with one till, for the time of a measurement: headquarters, and a register at it."""

import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tillbook.cli import init
from tillbook.cli.bench import loading
from tillbook.cli.console import err
from tillbook.cli.demo.children import Children
from tillbook.cli.demo.memory import Memory
from tillbook.cli.demo.plan import Place, Places, places
from tillbook.cli.demo.setup import Setup
from tillbook.config import folder_lock

_HOST = "127.0.0.1"


@contextmanager
def till(customers: int) -> Iterator[Path]:
    """Serve a register that has loaded so many customers as a snapshot; give its folder.

    Real processes on free ports. Nobody else works there: headquarters has stopped, too.
    """
    with tempfile.TemporaryDirectory(prefix="tillbook-bench-") as folder:
        chain = _places(Path(folder))
        known = Memory(
            customers=customers, seed=1, port_base=0, password=secrets.token_hex(8), is_filled=True
        )
        _found(chain.headquarters, known)
        above, own = Children(), Children()
        try:
            err.print("Starts the nodes; the register loads.")
            Setup(places=chain, memory=known, children=above).run()
            above.stop()
            [register] = chain.registers
            own.start(register.number, "serve", str(register.folder), log=Path(folder) / "log")
            yield register.folder
        finally:
            above.stop()
            own.stop()


def _places(folder: Path) -> Places:
    """Take headquarters and one register of the demo's, each at a free port."""
    demo = places(folder, port_base=0)
    return Places(
        headquarters=_at_a_free_port(demo.headquarters),
        stores=(),
        registers=(_at_a_free_port(demo.registers[0]),),
    )


def _at_a_free_port(place: Place) -> Place:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return replace(place, port=probe.getsockname()[1])


def _found(place: Place, known: Memory) -> None:
    """Found headquarters with the demo's places, and its customers as a snapshot would bring them."""
    init.found(place.folder, name="Bench", host=_HOST, port=place.port, password=known.password)
    from tillbook.cli.demo import chain

    with folder_lock.held(place.folder):
        chain.configure()
        if known.customers:
            err.print(f"Makes {known.customers} customers.")
        for rows in loading.chunks_of(known.customers):
            loading.store(rows)
