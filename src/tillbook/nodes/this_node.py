"""The node that the running code acts as. One per process; tests run several side by side."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from tillbook.foundation.actor import Actor, Role
from tillbook.nodes.identity import DeviceKeys, Identity, NodeRole
from tillbook.nodes.parent import Parent
from tillbook.nodes.wake import Wake

Memory = TypeVar("Memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisNode:
    """A node at run time."""

    identity: Identity
    keys: DeviceKeys
    folder: Path
    #: Django's alias of the node's database.
    database: str = "default"
    parent: Parent = field(default_factory=Parent)
    wake: Wake = field(default_factory=Wake)
    #: What this process remembers for the node, by type; nothing of it outlives the process.
    memories: dict[type, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> UUID:
        """The node's id."""
        return self.identity.id

    @property
    def is_root(self) -> bool:
        """Whether this node decides operations."""
        return self.identity.role is NodeRole.HEADQUARTERS

    @property
    def reaches_root(self) -> bool:
        """Whether headquarters can be reached from here, as far as is known."""
        return self.is_root or (self.parent.is_reachable and self.parent.reaches_root)

    def memory(self, kind: type[Memory]) -> Memory:
        """Return the one object of a type that is remembered for the node, made when first asked."""
        kept: Memory = self.memories.get(kind) or self.memories.setdefault(kind, kind())
        return kept

    def actor(self) -> Actor:
        """Return the node itself as an actor."""
        return Actor(
            id=self.id,
            kind="system",
            role=Role.SYSTEM,
            node=self.id,
            store=self.identity.store,
            register=self.identity.register,
        )


_acting: ContextVar[ThisNode] = ContextVar("tillbook_node")
_process: list[ThisNode] = []


def install(node: ThisNode) -> None:
    """Make a node the one of this process, for all its threads."""
    _process[:] = [node]


def current() -> ThisNode:
    """Return the node that the running code acts as. Raises LookupError when there is none."""
    node = _acting.get(None)
    if node is not None:
        return node
    if not _process:
        raise LookupError("No node was installed in this process.")
    return _process[0]


@contextmanager
def acting_as(node: ThisNode) -> Iterator[ThisNode]:
    """Act as another node within a block, in this thread only."""
    token = _acting.set(node)
    try:
        yield node
    finally:
        _acting.reset(token)
