"""Feature management turns switches on and off for the whole chain."""

import re

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tillbook import configuration
from tillbook.exchange.errors import Refused
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.operations.turn import turn
from tillbook.features.queries import acting, is_on
from tillbook.nodes.this_node import acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, SWITCH = "/hq/features/", "multiple_contacts"
EDITING = "async_editing"
NEEDED = ["performance_improvements", "async_addresses", "enhanced_async_creation"]


def form_of(client: Client, name: str) -> dict[str, str]:
    """Return what the button of a switch sends."""
    return form_in(client.get(PAGE).content.decode(), name)


def form_in(html: str, name: str, *, confirms: bool = False) -> dict[str, str]:
    forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
    [fields] = [
        fields
        for fields in map(fields_of, forms)
        if fields.get("name") == name and ("confirmed" in fields) is confirms
    ]
    return fields


def press(client: Client, name: str) -> str:
    answer = client.post(PAGE, form_of(client, name), follow=True)
    return answer.content.decode()


@whole_chain
def test_a_switch_turned_here_is_on_at_every_till(chain: tuple[Office, Network]) -> None:
    desk, cast = chain

    told = press(signed_in(desk), SWITCH)
    cast.settle()

    assert "Turned on." in told
    assert is_on(SWITCH)
    with acting_as(cast.tills[0]):
        assert is_on(SWITCH)


def test_what_somebody_else_turned_is_told(client: Client, desk: Office) -> None:
    turn(desk.actor, SWITCH, on=False)
    form = form_of(client, SWITCH)
    turn(desk.actor, SWITCH, on=True)
    turn(desk.actor, SWITCH, on=False)

    answer = client.post(PAGE, form, follow=True)

    assert "Somebody else turned this switch in the meantime." in answer.content.decode()
    assert not is_on(SWITCH)


def test_a_switch_that_is_not_known_is_not_turned(client: Client, desk: Office) -> None:
    assert client.post(PAGE, {"name": "warp_drive", "on": "yes"}).status_code == 404


def test_a_switch_shows_what_it_needs_and_how_that_stands(client: Client, desk: Office) -> None:
    html = client.get(PAGE).content.decode()
    [needs] = re.findall(r'<ul class="switches__needs">.*?</ul>', html, re.DOTALL)

    for name in NEEDED:
        assert str(CATALOG[name].title) in needs
    assert needs.count("</li>") == needs.count("On") == len(NEEDED)


@pytest.mark.rule("AR-071")
@pytest.mark.parametrize("off", [NEEDED[:1], NEEDED[1:2], NEEDED[2:], NEEDED])
def test_a_switch_whose_prerequisites_are_off_is_refused_and_they_are_named(
    client: Client, desk: Office, off: list[str]
) -> None:
    for name in (EDITING, *off):
        turn(desk.actor, name, on=False)

    told = press(client, EDITING)

    assert not is_on(EDITING)
    named = told.partition("Turn on these features first:")[2].partition("</")[0]
    assert [name for name in NEEDED if CATALOG[name].title in named] == off


@pytest.mark.rule("AR-072")
@pytest.mark.parametrize("name", NEEDED)
def test_turning_off_what_others_need_asks_and_then_turns_both_off(
    client: Client, desk: Office, name: str
) -> None:
    asked = client.post(PAGE, form_of(client, name))
    html = asked.content.decode()
    question = html.partition("These need it and are turned off too:")[2].partition("</form>")[0]

    assert asked.status_code == 409
    assert CATALOG[EDITING].title in question
    assert {name, EDITING} <= acting()
    client.post(PAGE, form_in(html, name, confirms=True))
    assert not {name, EDITING} & acting()


def test_the_question_is_not_answered_for_what_somebody_turned_meanwhile(
    client: Client, desk: Office
) -> None:
    turn(desk.actor, "async_addresses", on=True)
    html = client.post(PAGE, form_of(client, "async_addresses")).content.decode()
    turn(desk.actor, "async_addresses", on=False, with_dependents=True)
    turn(desk.actor, "async_addresses", on=True)
    turn(desk.actor, EDITING, on=True)

    client.post(PAGE, form_in(html, "async_addresses", confirms=True))

    assert {"async_addresses", EDITING} <= acting()


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        (EDITING, True, "switch.prerequisite_missing"),
        ("performance_improvements", False, "switch.needed"),
    ],
)
def test_headquarters_refuses_it_whoever_asks(desk: Office, name: str, on: bool, code: str) -> None:
    if on:
        for other in (EDITING, "async_addresses"):
            turn(desk.actor, other, on=False)
    document = {"name": name, "is_on": on}

    with pytest.raises(Refused) as refused:
        configuration.put(desk.actor, "switch", id=id_of(name), document=document)

    assert refused.value.code == code
