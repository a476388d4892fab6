"""The promises about finding duplicates, measured as `tillbook bench matching` does."""

from typing import Any

import pytest

from tillbook.cli.bench import matching

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1200)]
#: F1 at least, as `docs/benchmarks/matching.md` promises it.
FLOORS = {
    "febrl1_with_birth": 0.995,
    "febrl2_with_birth": 0.995,
    "febrl3_with_birth": 0.995,
    "febrl4_with_birth": 0.995,
    "febrl1_name_and_address": 0.99,
    "febrl2_name_and_address": 0.985,
    "febrl3_name_and_address": 0.985,
    "febrl4_name_and_address": 0.99,
    "invented_sv": 0.93,
    "invented_sv_without_birth": 0.92,
    "invented_zh": 0.94,
    "invented_zh_without_birth": 0.92,
}


#: F1 at least where first names of two people at one address count as two people.
WITH_FAMILIES = {
    "febrl1_with_birth": 0.99,
    "febrl2_with_birth": 0.995,
    "febrl3_with_birth": 0.995,
    "febrl4_with_birth": 0.995,
}


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    """Measure every set once."""
    return matching.measure(1000, (1, 2, 3, 4))


@pytest.mark.parametrize("name", FLOORS)
def test_duplicates_are_found_as_well_as_promised(
    measured: dict[str, dict[str, Any]], name: str
) -> None:
    found = measured[name]

    assert found["f1"] >= FLOORS[name]
    assert found["f1"] >= found.get("plain_f1", 0)


@pytest.mark.parametrize("name", WITH_FAMILIES)
def test_families_are_kept_apart_at_the_price_that_is_told(
    measured: dict[str, dict[str, Any]], name: str
) -> None:
    assert measured[name]["f1_with_families"] >= WITH_FAMILIES[name]
