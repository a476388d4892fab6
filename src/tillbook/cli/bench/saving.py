"""How long a save takes at a register: alone, with headquarters' answer, and by raw SQL."""

import secrets
from pathlib import Path
from typing import Any

from tillbook.cli.bench import floor
from tillbook.cli.bench.figures import percentile
from tillbook.cli.bench.till import Till
from tillbook.cli.demo.children import pause

REGISTER = "register-1-1"


def measure(folder: Path, count: int) -> dict[str, Any]:
    """Save `count` customers disconnected and as many connected. Times in milliseconds."""
    till, run = Till(folder / REGISTER), secrets.token_hex(3)
    till.connect(state="disconnected")
    try:
        local = [till.save(f"Bench {run} {mark}", mark=mark) for mark in range(count)]
        schema, rows = floor.rows_of(till.folder, [saved["id"] for saved, _ in local])
    finally:
        till.connect(state="connected")
    raw = floor.write(schema, rows)
    while not (till.is_online() and till.ask("GET", "/status")["pending"] == 0):
        pause()
    full = [till.save(f"Bench {run} {mark}", mark=mark)[1] for mark in range(count, 2 * count)]
    alone = [seconds for _, seconds in local]
    return {
        "saves": count,
        "rows_of_a_save": round(sum(map(len, rows)) / count, 1),
        "local_p50_ms": percentile(alone, 0.5),
        "local_p99_ms": percentile(alone, 0.99),
        "with_headquarters_p50_ms": percentile(full, 0.5),
        "with_headquarters_p99_ms": percentile(full, 0.99),
        "floor_p50_ms": percentile(raw, 0.5),
        "floor_p99_ms": percentile(raw, 0.99),
        "local_p50_to_floor": round(percentile(alone, 0.5) / percentile(raw, 0.5), 1),
    }
