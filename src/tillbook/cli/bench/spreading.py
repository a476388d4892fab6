"""How long it takes from a save in one store until a register of the other one finds it."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tillbook.cli.bench import floor
from tillbook.cli.bench.figures import percentile
from tillbook.cli.bench.till import Till
from tillbook.cli.demo.children import ChildFailed, pause

_GIVEN_UP_S = 60.0
#: The nodes that keep a customer on its way, from the till that saves to the one that finds.
_WAY = ("register-1-1", "store-1", "headquarters", "store-2", "register-2-1")


def measure(folder: Path, count: int) -> dict[str, Any]:
    """Save `count` customers in Göteborg and look for each in Shanghai. Milliseconds.

    The floor writes the rows of each at every node on the way, one after the other, by raw SQL.
    """
    here, there = Till(folder / _WAY[0]), Till(folder / _WAY[-1])
    spread = [_spread(here, there, mark=mark) for mark in range(count)]
    times, raw = [seconds for _, seconds in spread], _floor(folder, [id for id, _ in spread])
    p95, floor_p95 = percentile(times, 0.95), percentile(raw, 0.95)
    return {
        "saves": count,
        "found_elsewhere_p50_ms": percentile(times, 0.5),
        "found_elsewhere_p95_ms": p95,
        "floor_p50_ms": percentile(raw, 0.5),
        "floor_p95_ms": floor_p95,
        "p95_to_floor": round(p95 / floor_p95, 1),
    }


def _floor(folder: Path, customers: Sequence[str]) -> list[float]:
    written = [floor.write(*floor.rows_of(folder / node, customers)) for node in _WAY]
    return [sum(seconds) for seconds in zip(*written, strict=True)]


def _spread(here: Till, there: Till, *, mark: int) -> tuple[str, float]:
    """Save one; return its id and the seconds until it was found."""
    name = f"Spread{secrets.token_hex(6)}"
    started = time.perf_counter()
    saved, _ = here.save(name, mark=mark)
    while not there.finds(name):
        if time.perf_counter() - started > _GIVEN_UP_S:
            raise ChildFailed("The customer did not reach the other store within a minute.")
        pause(0.02)
    return str(saved["id"]), time.perf_counter() - started
