"""The trend of a node as bars: one for each hour, a gap where it said nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tillbook.fleet.trend import HOUR, hour_of
from tillbook.nodes.models import NodeSample

_HEIGHT = 24
_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One hour. Lengths in units of the picture."""

    x: int
    y: int
    height: int
    is_silent: bool
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """What waited at a node, hour by hour, with the words for who cannot see it."""

    bars: tuple[Bar, ...]
    width: int
    bar: int
    hours: int
    most: int
    now: int
    silent: int
    height: int = _HEIGHT


def trend(samples: Sequence[NodeSample], now: datetime, *, hours: int, bar: int = 3) -> Trend:
    """Draw what waited at most in each of the last hours, oldest first."""
    by_hour = {sample.hour: sample.pending for sample in samples}
    last = hour_of(now)
    shown = [by_hour.get(last - HOUR * back) for back in range(hours - 1, -1, -1)]
    known = [hour for hour in by_hour if hour >= last - timedelta(hours=hours)]
    first = min(known, default=last)
    most = max((count for count in shown if count is not None), default=0)
    bars = tuple(
        _bar(count, most, x=place * (bar + 1), is_now=place == hours - 1)
        for place, count in enumerate(shown)
        if count is not None or last - HOUR * (hours - 1 - place) >= first
    )
    return Trend(
        bars=bars,
        width=hours * (bar + 1) - 1,
        bar=bar,
        hours=hours,
        most=most,
        now=shown[-1] or 0,
        silent=sum(one.is_silent for one in bars),
    )


def _bar(count: int | None, most: int, *, x: int, is_now: bool) -> Bar:
    height = _LEAST if not count else max(_LEAST, round(_HEIGHT * count / most))
    return Bar(x=x, y=_HEIGHT - height, height=height, is_silent=count is None, is_now=is_now)
