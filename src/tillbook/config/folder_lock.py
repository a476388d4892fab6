"""One process tree per node folder."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tillbook.nodes.errors import FolderInUse

_FILE = "lock"
#: A process that was killed a moment ago may still be leaving.
_LEAVING_S = 2.0
_STEP_S = 0.1


def hold(folder: Path) -> int:
    """Take the folder for this process and those it forks, until the last of them is gone.

    Returns the descriptor that holds the lock. Raises FolderInUse.
    """
    descriptor = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT, 0o600)
    never = threading.Event()
    for _ in range(int(_LEAVING_S / _STEP_S)):
        if _taken(descriptor):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            return descriptor
        never.wait(_STEP_S)
    holder = os.pread(descriptor, 32, 0).decode(errors="replace") or "unknown"
    os.close(descriptor)
    raise FolderInUse(
        f"The folder {folder} is in use by another process (process id {holder}).",
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


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
