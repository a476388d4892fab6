"""Where people work at this node: the node's own register, or the one a browser is enrolled to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from tillbook.nodes.this_node import current


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A store and the register at which one request is made."""

    #: None at headquarters.
    store: UUID | None
    #: None where the browser is no register.
    register: UUID | None


_serving: ContextVar[Desk | None] = ContextVar("tillbook_desk", default=None)


def desk() -> Desk:
    """Return where the running request is made; without one, the place of the node itself."""
    identity = current().identity
    return _serving.get() or Desk(store=identity.store, register=identity.register)


@contextmanager
def serving(place: Desk) -> Iterator[None]:
    """Answer one request as a register that has no node of its own."""
    token = _serving.set(place)
    try:
        yield
    finally:
        _serving.reset(token)
