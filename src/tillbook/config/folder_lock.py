"""One process tree per node folder."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tillbook.nodes.errors import FolderInUse

_FILE = "lock"
#: A process that was killed a moment ago may still be leaving: so long even if it seems to run,
#: and so long if only processes that it forked are left.
_LEAVING_S, _LEFT_S = 2.0, 15.0
_STEP_S = 0.1


def hold(folder: Path) -> int:
    """Take the folder for this process and those it forks, until the last of them is gone.

    Returns the descriptor that holds the lock. Raises FolderInUse.
    """
    descriptor = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT, 0o600)
    never, waited_s = threading.Event(), 0.0
    while not _taken(descriptor):
        found = holder(folder)
        if waited_s > (_LEAVING_S if _runs(found) else _LEFT_S):
            os.close(descriptor)
            raise _in_use(folder, found)
        waited_s += _STEP_S
        never.wait(_STEP_S)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def _in_use(folder: Path, by: int) -> FolderInUse:
    return FolderInUse(
        f"The folder {folder} is in use by another process (process id {by or 'unknown'}).",
        remedy="It is already being served: use it, or stop that process first. "
        "Nothing was changed.",
    )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder for the length of a block. Raises FolderInUse."""
    descriptor = hold(folder)
    try:
        yield
    finally:
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Tell whether some process serves the folder now."""
    if not (folder / _FILE).exists():
        return False
    descriptor = os.open(folder / _FILE, os.O_RDWR)
    try:
        return not _taken(descriptor)
    finally:
        os.close(descriptor)


def holder(folder: Path) -> int:
    """Return the process id of who took the folder last; 0 when nobody did."""
    path = folder / _FILE
    return int(path.read_text() or 0) if path.exists() else 0


def _runs(process: int) -> bool:
    """Tell whether a process is there; one of somebody else is, too."""
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
