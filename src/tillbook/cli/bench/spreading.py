"""How long it takes from a save in one store until a register of the other one finds it."""

import secrets
import time
from pathlib import Path
from typing import Any

from tillbook.cli.bench.figures import percentile
from tillbook.cli.bench.till import Till
from tillbook.cli.demo.children import ChildFailed, pause

_GIVEN_UP_S = 60.0


def measure(folder: Path, count: int) -> dict[str, Any]:
    """Save `count` customers in Göteborg and look for each in Shanghai. Milliseconds."""
    here, there = Till(folder / "register-1-1"), Till(folder / "register-2-1")
    times = [_spread(here, there, mark=mark) for mark in range(count)]
    return {
        "saves": count,
        "found_elsewhere_p50_ms": percentile(times, 0.5),
        "found_elsewhere_p95_ms": percentile(times, 0.95),
    }


def _spread(here: Till, there: Till, *, mark: int) -> float:
    name = f"Spread{secrets.token_hex(6)}"
    started = time.perf_counter()
    here.save(name, mark=mark)
    while not there.finds(name):
        if time.perf_counter() - started > _GIVEN_UP_S:
            raise ChildFailed("The customer did not reach the other store within a minute.")
        pause(0.02)
    return time.perf_counter() - started
