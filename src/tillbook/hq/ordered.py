"""Ordered lists in forms: moved, added to, removed from and undone, without anything stored yet."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

#: How many steps can be undone.
_STEPS = 10
Rows = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The rows of a list as they stand in a form, with what they were before."""

    rows: Rows
    #: Earlier states, the latest last.
    before: tuple[Rows, ...] = ()
    #: The row that was touched last, where the cursor goes; None for none.
    at: int | None = None
    #: The act that touched it.
    act: str = ""

    @property
    def kept(self) -> str:
        """Return the earlier states as a form carries them."""
        return json.dumps([list(rows) for rows in self.before], separators=(",", ":"))


def earlier(text: str, *, is_row: Callable[[Any], bool]) -> tuple[Rows, ...]:
    """Read the earlier states that a form carried; none from what no form of ours sent."""
    try:
        read = json.loads(text or "[]")
    except ValueError:
        return ()
    if not isinstance(read, list) or not all(isinstance(rows, list) for rows in read):
        return ()
    if not all(is_row(row) for rows in read for row in rows):
        return ()
    return tuple(tuple(rows) for rows in read[-_STEPS:])


def done(listed: Listed, act: str, *, new: Sequence[Any] = ()) -> Listed:
    """Do what a button of the list says: "up-2", "down-2", "remove-2", "add" or "undo"."""
    name, _dash, place = act.partition("-")
    at = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1
    match name:
        case "undo":
            return _undone(listed)
        case "add" if new:
            return _changed(listed, (*listed.rows, *new), at=len(listed.rows), act="add")
        case "remove" if 0 <= at < len(listed.rows):
            return _changed(listed, _without(listed.rows, at), at=None, act="remove")
        case "up" if 0 < at < len(listed.rows):
            return _changed(listed, _swapped(listed.rows, at - 1), at=at - 1, act="up")
        case "down" if 0 <= at < len(listed.rows) - 1:
            return _changed(listed, _swapped(listed.rows, at), at=at + 1, act="down")
    return listed


def _undone(listed: Listed) -> Listed:
    if not listed.before:
        return listed
    *older, last = listed.before
    return replace(listed, rows=last, before=tuple(older), at=None, act="undo")


def _changed(listed: Listed, rows: Rows, *, at: int | None, act: str) -> Listed:
    before = (*listed.before, listed.rows)[-_STEPS:]
    return Listed(rows=rows, before=before, at=at, act=act)


def _without(rows: Rows, at: int) -> Rows:
    return (*rows[:at], *rows[at + 1 :])


def _swapped(rows: Rows, at: int) -> Rows:
    return (*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :])
