"""When a job runs, and what may be asked of it."""

import re

#: The longest time between two runs: a week.
MOST_MINUTES = 7 * 24 * 60
CONTINUOUS, RECURRING, HELD = "continuous", "recurring", "held"
MODES = (CONTINUOUS, RECURRING, HELD)
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def fault(mode: str, every_minutes: int) -> str:
    """Return why a job cannot run like this, as a field's code, or nothing."""
    if mode not in MODES:
        return "field.invalid"
    if mode == RECURRING and not 1 <= every_minutes <= MOST_MINUTES:
        return "number.out_of_range"
    return ""


def seconds_of(starts_at: str) -> int | None:
    """Return a time of day such as "02:00" as seconds after midnight, None for anything else."""
    found = _TIME_OF_DAY.fullmatch(starts_at)
    return None if found is None else int(found[1]) * 3600 + int(found[2]) * 60


def asks_for_recurring_full(
    *,
    full_before: int,
    full_after: int,
    recurrence_before: tuple[str, int],
    recurrence_after: tuple[str, int],
) -> bool:
    """Tell whether one change asks for a full data sync and for a recurrence. Source: AR-101.

    A recurrence is a mode with its minutes.
    """
    sets_recurrence = recurrence_after != recurrence_before and recurrence_after[0] == RECURRING
    return full_after > full_before and sets_recurrence
