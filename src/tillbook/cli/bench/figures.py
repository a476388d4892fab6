"""Percentiles of durations."""

import math
from collections.abc import Sequence


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the duration that a share of all does not exceed. Milliseconds."""
    ordered = sorted(seconds)
    position = max(0, math.ceil(share * len(ordered)) - 1)
    return round(ordered[position] * 1000, 2)
