"""Feature management turns switches on and off for the whole chain."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.test import Client

from tests.cast import Network
from tests.hq.conftest import signed_in, whole_chain
from tests.hq.office import Office
from tests.hq.reading import fields_of
from tests.integration.health.scenes import speak
from tillbook import configuration
from tillbook.exchange.errors import Refused
from tillbook.features import rules
from tillbook.features.catalog import CATALOG, id_of
from tillbook.features.errors import PrerequisiteMissing, SwitchNeeded
from tillbook.features.operations.turn import turn
from tillbook.features.queries import acting, is_on, settings
from tillbook.foundation import clock
from tillbook.nodes.this_node import acting_as, current

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, SWITCH = "/hq/features/", "multiple_contacts"
EDITING = "async_editing"
NEEDED = ["performance_improvements", "async_addresses", "enhanced_async_creation"]


def form_of(client: Client, name: str, *, plans: bool = False) -> dict[str, str]:
    """Return what the button of a switch sends, or the form that plans it."""
    return form_in(client.get(PAGE, {"feature": name}).content.decode(), plans=plans)


def form_in(html: str, *, plans: bool = False, confirms: bool = False) -> dict[str, str]:
    forms = map(fields_of, re.findall(r"<form.*?</form>", html, re.DOTALL))
    return next(
        fields
        for fields in forms
        if "expected" in fields
        and ("confirmed" in fields) is confirms
        and (confirms or ("at" in fields) is plans)
    )


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
    html = client.get(PAGE, {"feature": EDITING}).content.decode()
    [needs] = re.findall(r'<ul class="features__needs">.*?</ul>', html, re.DOTALL)

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

    asked = client.post(PAGE, form_of(client, EDITING))
    html = asked.content.decode()
    question = html.partition("Turn on these features first:")[2].partition("</form>")[0]

    assert asked.status_code == 409
    assert not is_on(EDITING)
    assert [name for name in NEEDED if CATALOG[name].title in question] == off
    assert f"Turn on these {len(off) + 1} together" in question
    client.post(PAGE, form_in(html, confirms=True))
    assert {EDITING, *off} <= acting()


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
    client.post(PAGE, form_in(html, confirms=True))
    assert not {name, EDITING} & acting()


def test_the_question_is_not_answered_for_what_somebody_turned_meanwhile(
    client: Client, desk: Office
) -> None:
    turn(desk.actor, "async_addresses", on=True)
    html = client.post(PAGE, form_of(client, "async_addresses")).content.decode()
    turn(desk.actor, "async_addresses", on=False, with_others=True)
    turn(desk.actor, "async_addresses", on=True)
    turn(desk.actor, EDITING, on=True)

    client.post(PAGE, form_in(html, confirms=True))

    assert {"async_addresses", EDITING} <= acting()


def test_of_two_who_turn_what_hangs_together_one_is_told_what_stands_against_it(
    desk: Office,
) -> None:
    node = current()

    def at_once(name: str, *, on: bool, together: Barrier) -> type[Exception] | None:
        with acting_as(node):
            together.wait()
            try:
                turn(desk.actor, name, on=on)
            except (PrerequisiteMissing, SwitchNeeded) as told:
                return type(told)
        return None

    with ThreadPoolExecutor(2) as administrators:
        for _ in range(8):
            turn(desk.actor, EDITING, on=False)
            together = Barrier(2)
            on = administrators.submit(at_once, EDITING, on=True, together=together)
            off = administrators.submit(at_once, NEEDED[0], on=False, together=together)

            assert (on.result(), off.result()) in [
                (PrerequisiteMissing, None),
                (None, SwitchNeeded),
            ]
            turn(desk.actor, NEEDED[0], on=True)


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


def moment(after: timedelta) -> str:
    """Return a moment as the browser's control sends it."""
    return (clock.now() + after).strftime("%Y-%m-%dT%H:%M")


@whole_chain
def test_a_planned_switch_turns_by_itself_at_every_till(chain: tuple[Office, Network]) -> None:
    desk, cast = chain
    client = signed_in(desk)
    form = form_of(client, SWITCH, plans=True)

    told = client.post(PAGE, form | {"at": moment(timedelta(hours=2))}, follow=True)
    cast.settle()

    assert "Planned." in told.content.decode()
    assert "Take the plan back" in client.get(PAGE, {"feature": SWITCH}).content.decode()
    with acting_as(cast.tills[0]):
        assert not is_on(SWITCH)
        assert SWITCH in rules.on(settings(), clock.now() + timedelta(hours=2))


@pytest.mark.parametrize(
    "at", ["2001-01-01T00:00", "tomorrow", "9999-99-99T99:99", "9999-12-31T23:59"]
)
def test_only_a_moment_that_is_ahead_can_be_planned(client: Client, desk: Office, at: str) -> None:
    form = form_of(client, SWITCH, plans=True) | {"at": at}

    told = client.post(PAGE, form, follow=True).content.decode()

    assert "Choose a moment that is still ahead." in told
    assert settings() == {}


def test_a_plan_is_taken_back_and_the_log_tells_it(client: Client, desk: Office) -> None:
    client.post(PAGE, form_of(client, SWITCH, plans=True) | {"at": moment(timedelta(days=1))})

    page = client.get(PAGE, {"feature": SWITCH}).content.decode()
    client.post(PAGE, form_in(page))
    after = client.get(PAGE, {"feature": SWITCH}).content.decode()

    assert settings()[SWITCH].planned_at is None
    assert not is_on(SWITCH)
    assert "Plan taken back" in after
    assert "Planned to turn on" in after


def test_the_log_tells_another_moment_and_what_was_turned_after_it_came(
    client: Client, desk: Office
) -> None:
    def log() -> list[str]:
        page = client.get(PAGE, {"feature": SWITCH}).content.decode()
        told = re.findall(r"<li><span>(.*?)</span><small>", page, re.DOTALL)
        return [re.sub(r"\s*<time.*", "", one, flags=re.DOTALL) for one in told]

    turn(desk.actor, SWITCH, on=True, at=clock.now() + timedelta(days=1))
    turn(desk.actor, SWITCH, on=True, at=clock.now() + timedelta(seconds=0.2))
    assert log() == ["Planned to turn on", "Planned to turn on"]

    while not is_on(SWITCH):
        time.sleep(0.05)
    turn(desk.actor, SWITCH, on=False)

    assert log() == ["Turned off", "Planned to turn on", "Planned to turn on"]


@whole_chain
@pytest.mark.rule("AR-074")
def test_the_page_names_the_nodes_that_still_act_on_the_old_state(
    chain: tuple[Office, Network],
) -> None:
    desk, cast = chain
    client = signed_in(desk)
    cast.settle()
    speak(cast)

    press(client, SWITCH)
    drifted = client.get(PAGE, {"feature": SWITCH}).content.decode()
    cast.settle()
    speak(cast)
    settled = client.get(PAGE, {"feature": SWITCH}).content.decode()

    assert "still act on the old state; job 1070 brings the new one" in drifted
    assert "Every node acts on this state." in settled


def test_the_tabs_list_what_stands_as_they_say(client: Client, desk: Office) -> None:
    turn(desk.actor, SWITCH, on=True, at=clock.now() + timedelta(days=1))

    for show, listed in (
        ("on", {EDITING, "sync_audit", *NEEDED}),
        ("off", {SWITCH, "field_locking"}),
        ("planned", {SWITCH}),
    ):
        html = client.get(PAGE, {"show": show}).content.decode()
        assert {name for name in CATALOG if f"feature={name}#" in html} == listed


def test_new_features_have_a_tab_until_somebody_decides_and_a_filter_narrows_any_tab(
    client: Client, desk: Office
) -> None:
    def titles(**asked: str) -> list[str]:
        html = client.get(PAGE, asked).content.decode()
        return re.findall(r'features__title">([^<]+)', html)

    assert len(titles(show="new")) == len(CATALOG)
    turn(desk.actor, SWITCH, on=True)

    assert CATALOG[SWITCH].title not in "".join(titles(show="new"))
    assert titles(q="CONSENT marketing") == [CATALOG[SWITCH].title]
    assert titles(q="consent", show="new") == []
    page = client.get(PAGE, {"q": 'no "such" <b>', "feature": SWITCH}).content.decode()
    assert "No feature matches “no &quot;such&quot; &lt;b&gt;”" in page
    told = client.post(f"{PAGE}?show=on&q=consent", form_of(client, SWITCH))
    assert told.headers["Location"] == f"{PAGE}?show=on&q=consent&feature={SWITCH}#feature"
