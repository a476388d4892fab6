"""How patiently a node deals with a parent that does not answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a request may take, and when a parent that is away is tried again. Seconds."""

    request_s: float = 10.0
    #: How long the parent is left alone, also when somebody works here.
    reconnect_s: float = 1.0
    #: Between two tries that nobody asks for; None: only when somebody works here.
    check_s: float | None = 1.0

    def is_due(self, waited_s: float, *, asked_s: float | None) -> bool:
        """Tell whether to try again, so long after the last time.

        `asked_s` is the wait after which somebody wants it tried; None while nobody does.
        Source: AR-082, AR-083.
        """
        waits = [wait for wait in (asked_s, self.check_s) if wait is not None]
        return any(waited_s >= wait for wait in waits)
