"""The clock of each node: skewed, drifting, set by hand, or dead when the power returns."""

from dataclasses import dataclass

#: True time at which every run begins, milliseconds.
BEGINNING_MS = 1_700_000_000_000
#: What a clock without a battery shows when the power returns: the year 2015.
NO_BATTERY_MS = 1_420_070_400_000


@dataclass(slots=True, kw_only=True)
class Clock:
    """What a node takes for the time."""

    offset_ms: int = 0
    drift_ppm: int = 0
    has_battery: bool = True
    #: By what the node believes its parent's clock to be ahead of its own.
    parent_ahead_ms: int = 0

    def wall_ms(self, now_ms: int) -> int:
        """Return what the node reads at a true time."""
        drifted = (now_ms - BEGINNING_MS) * self.drift_ppm // 1_000_000
        return max(0, now_ms + self.offset_ms + drifted)

    def lose_power(self, now_ms: int) -> bool:
        """Forget the time if there is no battery; tell whether that was so."""
        if not self.has_battery:
            self.offset_ms += NO_BATTERY_MS - self.wall_ms(now_ms)
        return not self.has_battery

    def note_parent(self, parent_ms: int, now_ms: int) -> None:
        """Learn from an answer how far the parent's clock is ahead."""
        self.parent_ahead_ms = parent_ms - self.wall_ms(now_ms)
