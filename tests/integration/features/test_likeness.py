"""`init --like-dynamics` leaves a chain with the documented limits, each of them a setting."""

import pytest

from tests.hq.conftest import desk as desk  # noqa: PLC0414  (a fixture)
from tests.hq.office import Office
from tillbook.cli import likeness
from tillbook.features.queries import acting
from tillbook.scheduler import seeds as scheduler_seeds
from tillbook.scheduler.models import DistributionSchedule
from tillbook.stores import seeds as store_seeds
from tillbook.stores.queries import offline_of, place_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_documented_limits_are_set_and_can_be_set_again(desk: Office) -> None:
    scheduler_seeds.plant()
    store_seeds.plant()

    for _ in range(2):
        likeness.apply()

    assert acting() == {"performance_improvements"}
    assert not place_of(desk.actor, number="1").functionality.allow_offline_editing
    assert not offline_of(desk.registers[0]).advanced_switching
    held = DistributionSchedule.objects.filter(mode="recurring", every_minutes=15)
    assert {row.job for row in held} == {"P-0001", "sync", "1010"}
