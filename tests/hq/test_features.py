"""Feature management turns switches on and off for the whole chain."""

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook.features.operations.turn import turn
from tillbook.features.queries import is_on
from tillbook.nodes.this_node import acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, SWITCH = "/hq/features/", "multiple_contacts"


@whole_chain
def test_a_switch_turned_here_is_on_at_every_till(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    client = signed_in(desk)
    form = fields_of(client.get(PAGE).content.decode())

    answer = client.post(PAGE, form, follow=True)
    cast.settle()

    assert "Turned on." in answer.content.decode()
    assert is_on(SWITCH)
    with acting_as(cast.tills[0]):
        assert is_on(SWITCH)


def test_what_somebody_else_turned_is_told(client: Client, desk: Office) -> None:
    turn(desk.actor, SWITCH, on=False)
    form = fields_of(client.get(PAGE).content.decode())
    turn(desk.actor, SWITCH, on=True)
    turn(desk.actor, SWITCH, on=False)

    answer = client.post(PAGE, form, follow=True)

    assert "Somebody else turned this switch in the meantime." in answer.content.decode()
    assert not is_on(SWITCH)


def test_a_switch_that_is_not_known_is_not_turned(client: Client, desk: Office) -> None:
    assert client.post(PAGE, {"name": "warp_drive", "on": "yes"}).status_code == 404
