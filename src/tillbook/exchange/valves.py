"""The valves on the streams: whether operations go up, are decided, and images come down now.

Each belongs to a job of the distribution schedule and has its number. Headquarters keeps them all;
the one on uploads reaches the other nodes in the signed manifest.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F, Q

from tillbook.exchange.core import valves
from tillbook.exchange.core.heads import UploadValve
from tillbook.exchange.core.valves import Standing
from tillbook.exchange.models import Valve
from tillbook.foundation import clock
from tillbook.nodes.transactions import write, write_along

UPLOAD, DECIDE = "P-0001", "sync"
Direction, Mode = Valve.Direction, Valve.Mode


def set_valve(
    name: str,
    *,
    direction: Valve.Direction,
    kinds: Collection[str] = (),
    mode: Valve.Mode = Mode.CONTINUOUS,
    every_s: int = 0,
    starts_s: int | None = None,
) -> None:
    """Say when a valve lets through, at headquarters. What was asked of it stays asked.

    `starts_s`: time of day of the first of its runs, seconds after midnight UTC.
    """
    every = timedelta(seconds=every_s)
    next_at = _first_run(clock.now(), every, starts_s) if mode == Mode.RECURRING else None
    with write_along():
        Valve.objects.update_or_create(
            name=name,
            defaults={
                "direction": direction,
                "kinds": sorted(kinds),
                "mode": mode,
                "every_s": every_s,
                "starts_s": starts_s,
                "next_at": next_at,
            },
        )


def _first_run(now: datetime, every: timedelta, starts_s: int | None) -> datetime:
    """Return when runs begin: no later than one interval from now.

    With a time of day, runs of less than a day are those of a series that begins with it.
    """
    if starts_s is None:
        return now + every
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return _after(now, midnight + timedelta(seconds=starts_s), min(every, timedelta(days=1)))


def _after(now: datetime, run: datetime, every: timedelta) -> datetime:
    """Return the first run after now of a series to which a run belongs."""
    return run + ((now - run) // every + 1) * every


def run_now(name: str) -> None:
    """Let through once what waits at a valve, at headquarters.

    A run that waits already is enough, but for uploads: those end at every node by itself.
    """
    never_ends_here = Q(direction=Direction.UPLOAD)
    with write_along():
        asked = Valve.objects.filter(never_ends_here | Q(asked=F("done")), name=name)
        asked.update(asked=F("asked") + 1)


def is_open(name: str) -> bool:
    """Tell whether a valve lets through without being asked. One nobody set does."""
    return not Valve.objects.filter(name=name).exclude(mode=Mode.CONTINUOUS).exists()


def tick() -> None:
    """Ask for the runs whose time has come. A clock that was set back does not stop them."""
    now = clock.now()
    due = [valve for valve in Valve.objects.filter(mode=Mode.RECURRING) if _is_time(valve, now)]
    if not due:
        return
    with write():
        for valve in due:
            before = F("asked") if valve.direction == Direction.UPLOAD else F("done")
            Valve.objects.filter(name=valve.name).update(
                asked=before + 1, next_at=_next(valve, now)
            )


def _next(valve: Valve, now: datetime) -> datetime:
    """Return the run after one that is due. A series with a time of day keeps to it."""
    every = timedelta(seconds=valve.every_s)
    if valve.starts_s is None or valve.next_at is None or valve.next_at > now:
        return _first_run(now, every, valve.starts_s)
    return _after(now, valve.next_at, every)


def _is_time(valve: Valve, now: datetime) -> bool:
    next_ms = None if valve.next_at is None else _ms(valve.next_at)
    return valves.is_time(next_ms, every_ms=valve.every_s * 1000, now_ms=_ms(now))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _standing(valve: Valve) -> Standing:
    return Standing(shut=valve.mode != Mode.CONTINUOUS, asked=valve.asked, done=valve.done)


def asked(name: str) -> int | None:
    """Return the number of the run that was asked for and is not done, None without any."""
    valve = Valve.objects.filter(name=name).first()
    return _standing(valve).run if valve is not None else None


def finish(name: str, run: int) -> None:
    """Note that a run is done; one that was asked for meanwhile is still to do."""
    with write_along():
        Valve.objects.filter(name=name, done__lt=run).update(done=run)


def pass_on() -> None:
    """Do the last run of uploads once more, at a node whose child sent something in that run.

    The node may have done its own run before the child's operations came.
    """
    valve = Valve.objects.filter(name=UPLOAD).first()
    if valve is None or valves.pass_on(_standing(valve)) == _standing(valve):
        return
    with write():
        # Unless headquarters was heard to ask for another meanwhile.
        again = Valve.objects.filter(name=UPLOAD, asked=valve.asked, done=valve.done)
        again.update(done=valves.pass_on(_standing(valve)).done)


def shut_kinds() -> tuple[list[str], dict[str, int]]:
    """Return the kinds that may not be packaged now, and the runs that let others through."""
    shut: set[str] = set()
    runs: dict[str, int] = {}
    for valve in Valve.objects.filter(direction=Direction.DOWNLOAD):
        standing = _standing(valve)
        if standing.run is not None:
            runs[valve.name] = standing.run
        elif standing.shut:
            shut |= set(valve.kinds)
    return sorted(shut), runs


def upload_valve() -> UploadValve:
    """Return how uploads stand, as headquarters publishes it."""
    valve = Valve.objects.filter(name=UPLOAD).first()
    if valve is None:
        return UploadValve()
    return UploadValve(shut=valve.mode != Mode.CONTINUOUS, runs=valve.asked)


def take_upload_valve(published: UploadValve) -> bool:
    """Keep at a node what headquarters says of uploads; tell whether it is news."""
    valve = Valve.objects.filter(name=UPLOAD).first()
    news = valves.hear(_standing(valve) if valve else None, published)
    if news is None:
        return False
    heard = {
        "direction": Direction.UPLOAD,
        "mode": Mode.HELD if news.shut else Mode.CONTINUOUS,
        "asked": news.asked,
    }
    with write():
        Valve.objects.update_or_create(
            name=UPLOAD,
            defaults=heard,
            create_defaults={"name": UPLOAD, **heard, "done": news.done},
        )
    return True
