"""Settings of the modes, and a link that remembers what was asked of the parent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.cast import Network
from tillbook import configuration
from tillbook.exchange import parent_link
from tillbook.exchange.core.operations import Signed
from tillbook.exchange.core.retry import Patience
from tillbook.exchange.parent_link import Answer, Link
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.stores.rules.profiles import DEFAULT_FUNCTIONALITY, DEFAULT_OFFLINE


@dataclass(slots=True, kw_only=True)
class Watched:
    """A link that lets everything pass and notes it."""

    link: Link
    #: Seconds that each sender said it waits; 0 for what nobody waits for.
    waits: list[float] = field(default_factory=list)
    #: Every request, by name.
    requests: list[str] = field(default_factory=list)

    def send(self, operations: Sequence[Signed], *, patience: Patience) -> list[Answer]:
        """Note how long somebody waits."""
        self.requests.append("send")
        self.waits.append(patience.left_s)
        return self.link.send(operations, patience=patience)

    def head(self, group: str, *, known: str) -> bytes | None:
        """Note the request."""
        self.requests.append("head")
        return self.link.head(group, known=known)

    def package(self, group: str, name: str) -> bytes:
        """Note the request."""
        self.requests.append("package")
        return self.link.package(group, name)

    def ask(self, question: str, params: dict[str, Any], *, timeout_s: float) -> Any:
        """Note the question."""
        self.requests.append(question)
        return self.link.ask(question, params, timeout_s=timeout_s)


def watch(cast: Network, node: ThisNode) -> Watched:
    """Note from now on what a node asks its parent."""
    watched = Watched(link=cast.links[node.id])
    parent_link.use_link(node, watched)
    return watched


def put(cast: Network, kind: str, id: UUID, **document: object) -> None:
    """Let headquarters change a piece of configuration, and wait until every node has it."""
    at_headquarters(cast, kind, id, **document)
    cast.settle()


def at_headquarters(cast: Network, kind: str, id: UUID, **document: object) -> None:
    """Let headquarters change a piece of configuration."""
    with acting_as(cast.headquarters):
        configuration.put(cast.headquarters.actor(), kind, id=id, document=document)


def functionality(cast: Network, **settings: object) -> None:
    """Set the functionality profile of all stores."""
    named = {"number": "default", "name": "Default"}
    put(cast, "functionality_profile", DEFAULT_FUNCTIONALITY, **named, **settings)


def offline(cast: Network, **settings: object) -> None:
    """Set the offline profile of all registers, and wait until every node has it."""
    offline_at_headquarters(cast, **settings)
    cast.settle()


def offline_at_headquarters(cast: Network, **settings: object) -> None:
    """Set the offline profile of all registers; who has it when is another matter."""
    named = {"number": "default", "name": "Default"}
    at_headquarters(cast, "offline_profile", DEFAULT_OFFLINE, **named, **settings)
