"""Percentiles of durations."""

import math
from collections.abc import Sequence


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the duration that a share of all does not exceed. Milliseconds."""
    ordered = sorted(seconds)
    position = max(0, math.ceil(share * len(ordered)) - 1)
    return round(ordered[position] * 1000, 2)


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return the durations that half, 95 and 99 of a hundred do not exceed. Milliseconds."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: percentile(seconds, share) for name, share in shares.items()}
