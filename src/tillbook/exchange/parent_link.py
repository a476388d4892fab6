"""What a node needs of the way to its parent. HTTP and the in-memory link promise the same."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

from tillbook.exchange.core.operations import Signed, Verdict
from tillbook.exchange.core.retry import Patience
from tillbook.nodes.this_node import ThisNode, current


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The parent's answer to one operation of a batch."""

    operation: UUID
    #: None: the parent keeps it, headquarters has not decided yet.
    verdict: Verdict | None = None
    #: Set when the parent would not keep it; the operation stays at the sender.
    refused: str = ""


class Link(Protocol):
    """A way to the parent.

    Every method raises ParentUnreachable when no usable answer came in time (whether or not the
    parent acted), and ParentRefused when the parent answered with a refusal.
    """

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        """Hand operations over; one answer each, in order. Safe to repeat."""

    def head(self, group: str, *, known: str) -> bytes | None:
        """Return a group's published head, or None when its tag is still `known`."""

    def package(self, group: str, name: str) -> bytes:
        """Return the bytes of a package."""

    def ask(self, question: str, params: dict[str, Any], *, timeout_s: float) -> Any:
        """Put a registered question to the parent; JSON in, JSON out."""


def use_link(node: ThisNode, chosen: Link) -> None:
    """Choose how a node reaches its parent. Called where processes and tests are put together."""
    node.memories[Link] = chosen


def link() -> Link:
    """Return the acting node's way to its parent."""
    chosen: Link = current().memories[Link]
    return chosen
