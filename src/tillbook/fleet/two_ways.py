"""The way up that has two: through the parent, or to headquarters while the parent cannot help.

Contacts find out which one to take, because nobody waits for them; everything else follows.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.errors import ParentBusy, ParentUnreachable
from tillbook.exchange.parent_link import Answer, Link
from tillbook.fleet import contact
from tillbook.nodes.this_node import ThisNode


@dataclass(slots=True, kw_only=True)
class TwoWays:
    """A node's way to its parent, and past it. Safe for several threads.

    While headquarters helps, the parent is left alone for the reconnection interval of the node's
    pace, which its offline profile says.
    """

    node: ThisNode
    first: Link
    #: Gives the way to headquarters itself; None while its address is not known.
    second: Callable[[], Link | None]
    _again_at: float = 0.0

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        """Hand operations over; see Link."""
        return self._way().send(operations, patience=patience)

    def head(self, group: str, *, known: str) -> bytes | None:
        """Return a group's head unless it is known; see Link."""
        return self._way().head(group, known=known)

    def package(self, group: str, name: str) -> bytes:
        """Return a package's bytes; see Link."""
        return self._way().package(group, name)

    def ask(self, question: str, params: dict[str, Any], *, timeout_s: float) -> Any:
        """Put a question to whoever helps now; see Link. A contact chooses the way."""
        if question != contact.QUESTION:
            return self._way().ask(question, params, timeout_s=timeout_s)
        return self._choose(lambda way: way.ask(question, params, timeout_s=timeout_s))

    def _way(self) -> Link:
        return (self.second() if self.node.parent.is_direct else None) or self.first

    def _choose(self, ask: Callable[[Link], Any]) -> Any:
        """Ask the parent; headquarters while the parent is silent, and for a while after that."""
        second = self.second()
        if second is not None and time.monotonic() < self._again_at:
            return self._past_the_parent(ask, second)
        try:
            answer = ask(self.first)
        except ParentBusy:
            raise
        except ParentUnreachable:
            if second is None:
                raise
            self._again_at = time.monotonic() + self.node.parent.pace.reconnect_s
            return self._past_the_parent(ask, second)
        self.node.parent.take_way(direct=False)
        return answer

    def _past_the_parent(self, ask: Callable[[Link], Any], second: Link) -> Any:
        try:
            answer = ask(second)
        except ParentUnreachable:
            # Neither answers: whoever comes back first is taken.
            self._again_at = 0.0
            raise
        self.node.parent.take_way(direct=True)
        return answer
