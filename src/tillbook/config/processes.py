"""Processes that depend on each other: who dies with whom."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
#: Opened before any fork: between a fork and its end nothing should be loaded.
_LIBC = ctypes.CDLL(None)


def die_with_parent(
    signal_number: signal.Signals = signal.SIGKILL, *, parent: int | None = None
) -> None:
    """Ask the kernel for a signal when the parent is gone, however it went. Linux only.

    The parent is the thread that started this process: start processes from the main thread.
    `parent` is its process id where it is known, to notice that it is gone already.
    """
    if sys.platform != "linux":
        return
    expected = parent or os.getppid()
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != expected:
        os.kill(os.getpid(), signal_number)


def forks_die_with_parent() -> None:
    """Let every process that is forked from here on die with its parent, from its first step on.

    A worker that asks for it only when it starts its work may have lost its server before: it would
    go on answering for a server that is gone, and hold the folder against the next one.
    """
    asking = {"parent": os.getpid()}

    def remember() -> None:
        asking["parent"] = os.getpid()

    os.register_at_fork(
        before=remember, after_in_child=lambda: die_with_parent(parent=asking["parent"])
    )
