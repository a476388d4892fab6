"""What the tests of repair do again and again, in a person's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network
from tests.integration.exchange.scenes import create
from tillbook.customers.operations.correct_customer import correct_customer
from tillbook.customers.operations.repair_operations import discard_operation, retry_operation
from tillbook.customers.rules import validation
from tillbook.customers.synchronization import listing
from tillbook.customers.synchronization.listing import Line, Wanted
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.up.submit import Receipt
from tillbook.foundation.actor import Actor, Role
from tillbook.nodes.this_node import ThisNode, acting_as

#: What headquarters refuses, and an older till would have let through.
STRANGE: dict[str, Any] = {"name": "Anna Svensson", "note": "\a"}


@contextmanager
def older_rules() -> Iterator[None]:
    """Let nodes save what an older release let through: it knew no control characters."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(validation, "problems", lambda *_, **__: [])
        yield


def refused(cast: Network, till: ThisNode, entered: dict[str, Any] | None = None) -> Receipt:
    """Let a till of an older release create what headquarters refuses, and everybody hear of it."""
    with older_rules():
        receipt = create(cast, till, entered or STRANGE)
    cast.settle()
    return receipt


def actor(cast: Network, node: ThisNode) -> Actor:
    """Return who works at a node: a cashier at a till, an administrator at headquarters."""
    is_office = node is cast.headquarters
    return cast.associate(node, Role.ADMINISTRATOR if is_office else Role.CASHIER)


def correct(cast: Network, node: ThisNode, operation: UUID, **changes: Any) -> Receipt:
    """Let somebody at a node correct an operation; something must be left to do."""
    with acting_as(node):
        receipt = correct_customer(actor(cast, node), operation, changes, patience=NONE)
    assert receipt is not None
    return receipt


def retry(cast: Network, node: ThisNode, operation: UUID) -> Receipt:
    """Let somebody at a node have an operation decided anew."""
    with acting_as(node):
        return retry_operation(actor(cast, node), operation)


def discard(cast: Network, node: ThisNode, operation: UUID, *, reason: str = "a test") -> Receipt:
    """Let somebody at a node close an operation."""
    with acting_as(node):
        return discard_operation(actor(cast, node), operation, reason=reason)


def listed(cast: Network, node: ThisNode, **wanted: Any) -> list[Line]:
    """Return the operations that a person at a node sees."""
    with acting_as(node):
        return list(listing.page(actor(cast, node), Wanted(**wanted)).lines)


def stages(cast: Network, node: ThisNode, customer: UUID) -> list[str]:
    """Return where the operations on a customer stand at a node, oldest first."""
    return [line.stage.value for line in reversed(listed(cast, node, customer=customer))]
