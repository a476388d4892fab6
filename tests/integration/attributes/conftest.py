"""Every test of this folder has the cast at hand, on real databases."""

from collections.abc import Iterator

import pytest

from tests.cast import Network, network


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Network]:
    """Give headquarters, one store and two tills, all settled."""
    with network() as put_together:
        yield put_together
