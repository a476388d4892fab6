"""Every test of this folder has the cast at hand, with the schedule that every chain starts with."""

from collections.abc import Iterator

import pytest

from tests.cast import Network, network
from tillbook.nodes.this_node import acting_as
from tillbook.scheduler import seeds


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Network]:
    """Give headquarters, one store and two tills, all settled."""
    with network() as put_together:
        with acting_as(put_together.headquarters):
            seeds.plant()
        put_together.settle()
        yield put_together
