"""A way to a parent in the same process: real nodes, real databases, and faults on demand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from tillbook.exchange import questions, serve
from tillbook.exchange.core.errors import ExchangeFault
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.errors import ExchangeError, ParentRefused, ParentUnreachable
from tillbook.exchange.parent_link import Answer
from tillbook.nodes.this_node import ThisNode, acting_as

Result = TypeVar("Result")


class Fault(StrEnum):
    """What happens to one call."""

    #: The parent never sees the request.
    CUT = "cut"
    #: The parent acts, the child does not hear of it.
    LOSE_ANSWER = "lose_answer"
    #: The request arrives twice.
    DUPLICATE = "duplicate"
    #: The request arrives, and arrives again later, out of order.
    DELAY = "delay"


@dataclass(slots=True, kw_only=True)
class InMemoryLink:
    """A link between two nodes of one process."""

    child: ThisNode
    parent: ThisNode
    #: Chooses what happens to the next call; None lets it pass.
    fault: Callable[[], Fault | None] = lambda: None
    #: Calls that were delayed; `deliver_late` lets them arrive.
    late: list[Callable[[], object]] = field(default_factory=list)
    #: How many faults took effect, by kind.
    happened: dict[Fault, int] = field(default_factory=dict)

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        """Hand operations over; see Link."""
        return self._call(lambda: serve.take(operations, child=self.child.id, patience=patience))

    def head(self, group: str, *, known: str) -> bytes | None:
        """Return a group's head unless it is known; see Link."""
        return self._call(lambda: serve.head(group, known=known))

    def package(self, group: str, name: str) -> bytes:
        """Return a package's bytes; see Link."""
        return self._call(lambda: serve.package(group, name))

    def ask(self, question: str, params: dict[str, Any], *, timeout_s: float) -> Any:
        """Put a question to the parent; see Link."""
        actor = self.child.actor()
        return self._call(lambda: questions.answer(question, actor, params))

    def deliver_late(self) -> None:
        """Let every delayed request arrive; nobody hears the answers."""
        waiting, self.late[:] = list(self.late), []
        for call in waiting:
            self._at_parent(call)

    def _call(self, call: Callable[[], Result]) -> Result:
        fault = self.fault()
        if fault is not None:
            self.happened[fault] = self.happened.get(fault, 0) + 1
        match fault:
            case Fault.CUT:
                raise ParentUnreachable("The link is cut.")
            case Fault.DELAY:
                self.late.append(call)
                raise ParentUnreachable("The request is late.")
            case Fault.LOSE_ANSWER:
                self._at_parent(call)
                raise ParentUnreachable("The answer was lost.")
            case Fault.DUPLICATE:
                self._at_parent(call)
        return self._at_parent(call)

    def _at_parent(self, call: Callable[[], Result]) -> Result:
        """Let the parent act; what it refuses as a whole arrives as over HTTP."""
        try:
            with acting_as(self.parent):
                return call()
        except ParentUnreachable:
            raise
        except (ExchangeFault, ExchangeError) as error:
            refused = ParentRefused(error.message)
            refused.code = error.code
            raise refused from error
