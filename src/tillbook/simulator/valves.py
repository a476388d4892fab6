"""The valves at headquarters: who may send, what is decided, which kinds are packaged."""

import msgspec

from tillbook.exchange.core import valves
from tillbook.exchange.core.heads import UploadValve
from tillbook.exchange.core.valves import Standing
from tillbook.simulator.disk import Disk
from tillbook.simulator.kinds import CUSTOMER, LEDGER, SETTING

UPLOAD, DECIDE, CUSTOMERS, SETTINGS = "P-0001", "sync", "1010", "1110"
#: In the order in which something saved at a till comes to them.
ALL = (UPLOAD, DECIDE, CUSTOMERS, SETTINGS)
KINDS = {CUSTOMERS: (CUSTOMER,), SETTINGS: (SETTING, LEDGER)}


class Valve(msgspec.Struct, frozen=True, kw_only=True):
    """A valve, and how often it runs by itself."""

    standing: Standing = Standing()
    #: 0 where only people ask for runs.
    every_ms: int = 0
    next_ms: int | None = None


class Valves:
    """The rows of all valves."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.rows: dict[str, Valve] = disk.table("valves")

    def standing(self, name: str) -> Standing:
        """Return how a valve stands; one that nobody set is open."""
        return self.rows.get(name, Valve()).standing

    def turn(self, name: str, *, shut: bool, every_ms: int = 0, next_ms: int | None = None) -> None:
        """Say when a valve lets through. What was asked of it stays asked."""
        before = self.standing(name)
        now = Standing(shut=shut, asked=before.asked, done=before.done)
        self._put(name, Valve(standing=now, every_ms=every_ms, next_ms=next_ms))

    def _put(self, name: str, valve: Valve) -> None:
        self._disk.put(self.rows, name, valve)

    def _stand(self, name: str, standing: Standing) -> None:
        self._put(name, msgspec.structs.replace(self.rows.get(name, Valve()), standing=standing))

    def run_now(self, name: str) -> None:
        """Let through once what waits."""
        self._stand(name, valves.ask(self.standing(name), ends_here=name != UPLOAD))

    def finish(self, name: str, run: int) -> None:
        """Note that a run is done."""
        self._stand(name, valves.finish(self.standing(name), run))

    def due(self, *, now_ms: int) -> list[str]:
        """Name the valves whose time has come."""
        return [
            name
            for name, valve in self.rows.items()
            if valve.every_ms
            and valves.is_time(valve.next_ms, every_ms=valve.every_ms, now_ms=now_ms)
        ]

    def tick(self, name: str, *, now_ms: int) -> None:
        """Ask for the run whose time has come."""
        self.run_now(name)
        valve = self.rows[name]
        self._put(name, msgspec.structs.replace(valve, next_ms=now_ms + valve.every_ms))

    def shut_kinds(self) -> tuple[set[str], dict[str, int]]:
        """Return the kinds that may not be packaged now, and the runs that let others through."""
        shut: set[str] = set()
        runs: dict[str, int] = {}
        for name, kinds in KINDS.items():
            standing = self.standing(name)
            if standing.run is not None:
                runs[name] = standing.run
            elif standing.shut:
                shut |= set(kinds)
        return shut, runs

    @property
    def published(self) -> UploadValve:
        """How uploads stand, as headquarters publishes it."""
        standing = self.standing(UPLOAD)
        return UploadValve(shut=standing.shut, runs=standing.asked)
