"""How long a creation takes at a till that several clients use at once, beside the same rows raw."""

import os
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count as numbers
from pathlib import Path
from typing import Any

from tillbook.cli.bench import floor, one_till
from tillbook.cli.bench.figures import percentiles
from tillbook.cli.bench.floor import Rows
from tillbook.cli.bench.till import Till, answering
from tillbook.cli.bench.took import Took, timed
from tillbook.cli.console import err
from tillbook.cli.demo.children import tree_of
from tillbook.cli.demo.holdings import customers_at
from tillbook.config import folder_lock

CLIENTS = (1, 4, 8)
_WARM_UP = 20
#: One creation by a client; given which one of all it is.
Create = Callable[[int], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What a creation left: its rows, and what its customer is found by."""

    rows: Rows
    words: str


def measure(count: int, *, customers: int, folder: Path | None) -> dict[str, Any]:
    """Create `count` customers by each number of clients, on local disk, with nobody to answer.

    At the register of a folder, else at a new one that has loaded so many customers. Milliseconds.
    """
    with ExitStack() as stack:
        place = folder or stack.enter_context(one_till.till(customers))
        till = answering(place)
        till.connect(state="disconnected")
        try:
            return {"customers": customers_at(place), **_at_each(place, till, count)}
        finally:
            # A connection that nobody used meanwhile is closed by now.
            Till(place).connect(state="connected")


def _at_each(folder: Path, till: Till, count: int) -> dict[str, Any]:
    mark, run = numbers(), secrets.token_hex(3)
    for _ in range(_WARM_UP):
        till.save(f"Bench {run}", mark=next(mark))
    figures: dict[str, Any] = {}
    for clients in CLIENTS:
        err.print(f"{clients} at once.")
        tills = [Till(folder) for _ in range(clients)]
        creates = [_saving(one, run) for one in tills]
        worked = _worked(folder)
        saved, took, wall = _together(creates, [next(mark) for _ in range(count)])
        worked = _worked(folder) - worked
        schema, written = _left_by(folder, saved)
        raw, raw_wall = _raw(schema, written, clients)
        figures[f"clients_{clients}"] = {
            **_figures(took, wall),
            **{f"floor_{name}": value for name, value in _figures(raw, raw_wall).items()},
            "p50_to_floor": round(statistics.median(took) / statistics.median(raw), 1),
            "server_cpu_ms": round(worked / count * 1000, 2),
        }
    return figures


def _worked(folder: Path) -> float:
    """Return how long the processes of a node have worked. Seconds of processor time; Linux."""
    stats = (Path(f"/proc/{pid}/stat") for pid in tree_of(folder_lock.holder(folder)))
    fields = (stat.read_text().rpartition(")")[2].split() for stat in stats)
    ticks = sum(int(one[11]) + int(one[12]) for one in fields)
    return ticks / os.sysconf("SC_CLK_TCK")


def _saving(till: Till, run: str) -> Create:
    return lambda mark: till.save(f"Bench {run} {mark}", mark=mark)[0]


def _figures(took: Sequence[float], wall: float) -> dict[str, float]:
    return percentiles(took) | {"per_s": round(len(took) / wall)}


def _together(
    creates: Sequence[Create], marks: Sequence[int]
) -> tuple[list[Any], list[float], float]:
    """Share the creations among clients that begin at once; return what each gave and took. Seconds."""
    begin = threading.Barrier(len(creates) + 1)

    def work(at: int) -> list[tuple[Any, Took]]:
        begin.wait()
        return [timed(partial(creates[at], mark)) for mark in marks[at :: len(creates)]]

    with ThreadPoolExecutor(len(creates)) as pool:
        working = [pool.submit(work, at) for at in range(len(creates))]
        begin.wait()
        began = time.perf_counter()
        done = [one for client in working for one in client.result()]
        wall = time.perf_counter() - began
    return [gave for gave, _ in done], [took.wall_s for _, took in done], wall


def _left_by(folder: Path, saved: Sequence[Any]) -> tuple[list[str], list[_Written]]:
    from tillbook.customers.rules.search_tokens import tokens_of

    schema, rows = floor.rows_of(folder, [one["id"] for one in saved])
    words = [" ".join(tokens_of(one)) for one in saved]
    return schema, [_Written(rows=left, words=by) for left, by in zip(rows, words, strict=True)]


def _raw(
    schema: Sequence[str], written: Sequence[_Written], clients: int
) -> tuple[list[float], float]:
    """Write the same once more, each in a durable transaction, by as many connections in turn."""
    from tillbook.nodes.transactions import FairLock

    with tempfile.TemporaryDirectory(prefix="tillbook-floor-") as folder:
        path, turn = Path(folder) / "floor.db", FairLock()
        floor.new_database(path, schema).close()
        connections = [floor.connected(path) for _ in range(clients)]

        def write(connection: Any) -> Create:
            def one(at: int) -> None:
                turn.acquire()
                try:
                    floor.write_one(connection, written[at].rows, words=(at, written[at].words))
                finally:
                    turn.release()

            return one

        try:
            _, took, wall = _together([write(one) for one in connections], range(len(written)))
        finally:
            for connection in connections:
                connection.close()
        return took, wall
