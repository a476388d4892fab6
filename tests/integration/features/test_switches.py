"""A switch is turned at headquarters and stands alike at every node."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.cast import Network, make_node
from tests.integration.exchange.lies import lie, tell
from tests.integration.exchange.scenes import ON_REAL_DATABASES, nodes_of
from tillbook import configuration
from tillbook.cli.demo import chain
from tillbook.config import wiring
from tillbook.exchange.core.operations import Outcome
from tillbook.exchange.down import groups
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.log.standing import standings
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import UnknownSwitch
from tillbook.features.models import Switch
from tillbook.features.operations.turn import turn
from tillbook.features.queries import is_on
from tillbook.foundation.actor import Role
from tillbook.foundation.errors import PermissionRefused
from tillbook.foundation.ids import new_id
from tillbook.nodes.identity import NodeRole
from tillbook.nodes.this_node import acting_as

pytestmark = ON_REAL_DATABASES
NAME = "multiple_contacts"


def turn_at_headquarters(cast: Network, *, on: bool, expected: str | None = None) -> None:
    with acting_as(cast.headquarters):
        turn(cast.headquarters.actor(), NAME, on=on, expected=expected)


def stands(cast: Network) -> set[bool]:
    """Return how the switch stands, of all nodes."""
    found = set()
    for node in nodes_of(cast):
        with acting_as(node):
            found.add(is_on(NAME))
    return found


def test_a_switch_that_nobody_turned_stands_as_the_catalog_says(cast: Network) -> None:
    assert CATALOG[NAME].default is False
    assert stands(cast) == {False}


def test_a_switch_turned_at_headquarters_turns_everywhere_in_one_row(cast: Network) -> None:
    for on in (True, False, True):
        turn_at_headquarters(cast, on=on)
        cast.settle()
        assert stands(cast) == {on}
    with acting_as(cast.tills[0]):
        assert Switch.objects.get().name == NAME


def test_a_switch_that_was_removed_stands_as_the_catalog_says_again(cast: Network) -> None:
    turn_at_headquarters(cast, on=True)
    cast.settle()
    with acting_as(cast.headquarters):
        configuration.remove(cast.headquarters.actor(), "switch", id=id_of(NAME))
    cast.settle()
    assert stands(cast) == {False}
    turn_at_headquarters(cast, on=True)
    cast.settle()
    assert stands(cast) == {True}


def test_a_name_that_no_catalog_has_is_refused(cast: Network) -> None:
    with acting_as(cast.headquarters):
        with pytest.raises(UnknownSwitch):
            turn(cast.headquarters.actor(), "no_such_thing", on=True)
        with pytest.raises(UnknownSwitch):
            is_on("no_such_thing")


@pytest.mark.parametrize(
    ("id", "document", "code"),
    [
        (id_of("no_such_thing"), {"name": "no_such_thing", "is_on": True}, "switch.unknown"),
        (new_id(), {"name": NAME, "is_on": True}, "switch.unknown"),
        (id_of(NAME), {"name": [NAME], "is_on": True}, "switch.unknown"),
        (id_of(NAME), {"is_on": True}, "switch.unknown"),
        (id_of(NAME), {"name": NAME, "is_on": "yes"}, "switch.not_boolean"),
        (id_of(NAME), {"name": NAME, "is_on": 1}, "switch.not_boolean"),
        (id_of(NAME), {"name": NAME, "is_on": None}, "switch.not_boolean"),
        (id_of(NAME), {"name": NAME}, "switch.not_boolean"),
    ],
)
def test_headquarters_keeps_only_known_names_that_are_on_or_off(
    cast: Network, id: UUID, document: dict[str, Any], code: str
) -> None:
    with acting_as(cast.headquarters):
        with pytest.raises(Refused) as raised:
            configuration.put(cast.headquarters.actor(), "switch", id=id, document=document)
        assert raised.value.code == code
        assert not Switch.objects.exists()


def test_only_who_may_configure_turns_a_switch(cast: Network) -> None:
    manager = cast.associate(cast.headquarters, Role.MANAGER)
    with acting_as(cast.headquarters), pytest.raises(PermissionRefused):
        turn(manager, NAME, on=True)
    patch = {"name": NAME, "is_on": True}
    signed = lie(
        cast,
        cast.tills[0],
        "configuration.put",
        ("switch", id_of(NAME)),
        patch,
        speaker=("staff", Role.ADMINISTRATOR.value),
    )
    assert tell(cast.store, signed).verdict is None
    verdict = tell(cast.headquarters, signed).verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.QUARANTINED
    assert stands(cast) == {False}


def test_who_turns_a_switch_that_somebody_turned_meanwhile_is_told(cast: Network) -> None:
    with acting_as(cast.headquarters):
        seen = standings([id_of(NAME)])[id_of(NAME)].tag
    turn_at_headquarters(cast, on=True, expected=seen)
    with pytest.raises(StaleEdit):
        turn_at_headquarters(cast, on=False, expected=seen)
    assert is_on_at_headquarters(cast)


def test_the_demo_begins_with_many_contacts(tmp_path: Path) -> None:
    wiring.offer_all()
    headquarters = make_node(tmp_path, "default", NodeRole.HEADQUARTERS)
    with acting_as(headquarters):
        groups.plant()
        for _ in range(2):
            chain.configure()
            assert is_on(NAME)


def is_on_at_headquarters(cast: Network) -> bool:
    with acting_as(cast.headquarters):
        return is_on(NAME)
