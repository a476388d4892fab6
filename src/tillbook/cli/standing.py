"""A server that stays up: begun again when its workers keep dying, each time after a longer wait."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog

log = structlog.get_logger()
#: How long it is waited before each new beginning in a row; after the last one nobody begins again.
WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
#: A server that stood so long has recovered: the next accident is a first one again.
RECOVERED_S = 60.0


def serve_until_told(make: Callable[[], Any], *, waits_s: Sequence[float] = WAITS_S) -> None:
    """Serve until SIGTERM or SIGINT.

    Granian replaces a worker that died, but ends when one dies again within seconds. Two accidents
    are no reason to close the tills, so another server takes its place. Only one that falls again and
    again is left to whoever started it.

    Raises SystemExit with the server's status when it was begun anew in vain.
    """
    told, waits = threading.Event(), iter(waits_s)
    while True:
        server, began = make(), time.monotonic()
        server.on_startup(partial(_hand_over, told, server))
        try:
            server.serve()
        except SystemExit:
            _listen(told)
            if time.monotonic() - began > RECOVERED_S:
                waits = iter(waits_s)
            wait_s = next(waits, None)
            if server.interrupt_signal:
                return
            if wait_s is None:
                log.critical("server_given_up", why="its workers died again and again")
                raise
            log.warning("server_begins_again", why="a worker died twice", wait_s=wait_s)
            if told.wait(wait_s):
                return
        else:
            return


def _listen(told: threading.Event) -> None:
    """Hear the signals that a server which has ended hears no more."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())


def _hand_over(told: threading.Event, server: Any) -> None:
    """Tell a server that listens from now on what was said while it was made."""
    if told.is_set():
        server.signal_handler_interrupt()
