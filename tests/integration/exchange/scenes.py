"""What the tests of the exchange do again and again, in a person's words."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.in_memory_link import Fault
from tillbook.customers import queries
from tillbook.customers.operations.create_customer import create_customer
from tillbook.customers.operations.edit_customer import edit_customer
from tillbook.exchange import serve
from tillbook.exchange.core.operations import DISCARD
from tillbook.exchange.core.retry import DEFAULT, NONE, Patience
from tillbook.exchange.log import verdicts
from tillbook.exchange.log.chain import first_broken_link
from tillbook.exchange.log.effective import signed_of
from tillbook.exchange.models import Operation
from tillbook.exchange.parent_link import Answer
from tillbook.exchange.up.controls import draft_control
from tillbook.exchange.up.submit import Receipt, submit
from tillbook.fleet.queries import backlog
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.stores.models import Store

#: Every test of this folder runs on both databases.
ON_REAL_DATABASES = [
    pytest.mark.database,
    pytest.mark.django_db(
        transaction=True,
        databases=["default", "store", "till_1", "till_2"],
        # Only these are emptied after a test: half the time.
        available_apps=[
            "tillbook.nodes",
            "tillbook.exchange",
            "tillbook.features",
            "tillbook.stores",
            "tillbook.staff",
            "tillbook.attributes",
            "tillbook.customers",
        ],
    ),
]
WAITING = DEFAULT
ANNA: dict[str, Any] = {
    "name": "Anna Svensson",
    "contacts": [{"kind": "phone", "value": "0701740612"}],
}


def nodes_of(cast: Network) -> tuple[ThisNode, ...]:
    """Return every node, headquarters first."""
    return (cast.headquarters, *cast.children)


def create(
    cast: Network,
    node: ThisNode,
    entered: dict[str, Any] | None = None,
    *,
    id: UUID | None = None,
    patience: Patience = NONE,
) -> Receipt:
    """Let an associate at a node create a customer; nobody waits unless told."""
    store = "1" if node is cast.headquarters else None
    with acting_as(node):
        actor = cast.associate(node)
        return create_customer(
            actor, id or new_id(), entered or ANNA, store=store, patience=patience
        )


def edit(
    cast: Network, node: ThisNode, id: UUID, *, patience: Patience = NONE, **changes: Any
) -> Receipt:
    """Let an associate at a node edit a customer; something must differ."""
    with acting_as(node):
        receipt = edit_customer(cast.associate(node), id, changes, patience=patience)
    assert receipt is not None
    return receipt


def shown(cast: Network, node: ThisNode, id: UUID) -> dict[str, Any]:
    """Return a customer as a node shows it."""
    document = look(cast, node, id)
    assert document is not None, f"{node.identity.name} does not show the customer"
    return document


def look(cast: Network, node: ThisNode, id: UUID) -> dict[str, Any] | None:
    """Return a customer as a node shows it, or None."""
    with acting_as(node):
        return queries.find(cast.associate(node), id)


def operation(node: ThisNode, id: UUID) -> Operation:
    """Return an operation as it stands at a node."""
    with acting_as(node):
        return Operation.objects.get(id=id)


def break_link(cast: Network, node: ThisNode, fault: Fault | None = Fault.CUT) -> None:
    """Let every call of a node to its parent meet a fault; None mends the link."""
    cast.links[node.id].fault = lambda: fault


def assert_everywhere_alike(cast: Network, id: UUID) -> dict[str, Any]:
    """Prove that all nodes show one synced document, and return it."""
    first, *others = [shown(cast, node, id) for node in nodes_of(cast)]
    assert first["sync_state"] == "synced"
    assert first["account_number"]
    for other in others:
        assert other == first
    return first


def assert_at_rest(cast: Network) -> None:
    """Prove that nothing waits at any node, and that every log verifies."""
    for node in nodes_of(cast):
        with acting_as(node):
            standing = backlog()
            assert (standing.pending, standing.attention) == (0, 0), node.identity.name
            open_rows = Operation.objects.exclude(state=Operation.State.SETTLED)
            assert not open_rows.exists(), node.identity.name
            assert first_broken_link() is None, node.identity.name


def discard(cast: Network, node: ThisNode, id: UUID, *, reason: str = "typed wrongly") -> Receipt:
    """Let an associate close an operation that needs attention."""
    with acting_as(node):
        draft = draft_control(cast.associate(node), DISCARD, id, reason=reason)
        return submit(draft, patience=NONE)


def resend(cast: Network, node: ThisNode, id: UUID, *, to: ThisNode) -> list[Answer]:
    """Bring an operation of a node to another node once more."""
    with acting_as(node):
        signed = signed_of(verdicts.find(id))
    with acting_as(to):
        return serve.take([signed], child=node.id, patience=NONE)


def close_store(cast: Network) -> None:
    """Make headquarters refuse creations for the store: it no longer knows its number."""
    _number_store(cast, "closed")


def open_store(cast: Network) -> None:
    """Let headquarters know the store again."""
    _number_store(cast, "1")


def _number_store(cast: Network, number: str) -> None:
    """Change the number at headquarters only: no node hears of it."""
    with acting_as(cast.headquarters):
        Store.objects.filter(id=cast.store_id).update(number=number)
