"""Every test of this folder has the cast at hand, with the switch for further contacts on."""

from collections.abc import Iterator

import pytest

from tests.cast import Network, network
from tillbook.features.operations.turn import turn
from tillbook.nodes.this_node import acting_as


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Network]:
    """Give headquarters, one store and two tills, all settled."""
    with network() as put_together:
        with acting_as(put_together.headquarters):
            turn(put_together.headquarters.actor(), "multiple_contacts", on=True)
        put_together.settle()
        yield put_together
