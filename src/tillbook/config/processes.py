"""Processes that depend on each other: who dies with whom."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


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
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != expected:
        os.kill(os.getpid(), signal_number)
