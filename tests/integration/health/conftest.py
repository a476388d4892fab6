"""Every test of this folder has a furnished chain at hand."""

from collections.abc import Iterator

import pytest

from tests.cast import Network, network
from tests.integration.health.scenes import furnish


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Network]:
    """Give headquarters, a store and two tills that have spoken, with jobs and registers."""
    with network() as put_together:
        furnish(put_together)
        yield put_together
