"""What a valve on a stream lets through: all of it, or what waits when somebody asks for a run."""

from dataclasses import dataclass, replace

from tillbook.exchange.core.heads import UploadValve


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a valve stands at a node."""

    shut: bool = False
    #: Number of the newest run that was asked for, and of the newest that is done.
    asked: int = 0
    done: int = 0

    @property
    def run(self) -> int | None:
        """The run that was asked for and is not done."""
        return self.asked if self.asked > self.done else None


def ask(valve: Standing, *, ends_here: bool) -> Standing:
    """Ask for a run. One that waits already is enough, where runs end at this node."""
    if ends_here and valve.run is not None:
        return valve
    return replace(valve, asked=valve.asked + 1)


def finish(valve: Standing, run: int) -> Standing:
    """Note that a run is done; one that was asked for meanwhile is still to do."""
    return replace(valve, done=max(valve.done, run))


def is_time(next_ms: int | None, *, every_ms: int, now_ms: int) -> bool:
    """Tell whether a recurring run is due. A clock that was set back does not stop it."""
    return next_ms is None or not now_ms < next_ms <= now_ms + every_ms


def hear(known: Standing | None, published: UploadValve) -> Standing | None:
    """Return how uploads stand after headquarters' word, None when it says nothing new.

    A node that hears of the valve for the first time has missed no run.
    """
    if known is None:
        news = published != UploadValve()
        done = published.runs
        return Standing(shut=published.shut, asked=done, done=done) if news else None
    if (known.shut, known.asked) == (published.shut, published.runs):
        return None
    return replace(known, shut=published.shut, asked=published.runs)


def pass_on(valve: Standing) -> Standing:
    """Do the last run of uploads once more, because a child sent something in that run.

    The node may have done its own run before the child's operations came.
    """
    is_late = valve.shut and 0 < valve.asked == valve.done
    return replace(valve, done=valve.asked - 1) if is_late else valve
