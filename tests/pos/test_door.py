"""A till without a database of its own: a browser that a store server serves as a register."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Network
from tests.pos.conftest import DATABASES, Answer, Till, hire
from tillbook import configuration
from tillbook.exchange.models import Operation
from tillbook.foundation import clock
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import acting_as
from tillbook.pos import till_cookie

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
REFUSED = "This code cannot be used. Codes work once and for 15 minutes."
NO_MORE = "This browser is no register any more"
KASSA = "Kassa utan program"


@pytest.fixture
def register(cast: Network) -> UUID:
    """Give the store one more register, for which there is no device."""
    id = new_id()
    document = {"number": "1-9", "name": KASSA, "store": str(cast.store_id)}
    with acting_as(cast.headquarters):
        configuration.put(cast.headquarters.actor(), "register", id=id, document=document)
    hire(cast, role="manager")
    return id


@pytest.fixture
def manager(cast: Network, at: type[Till], register: UUID) -> Till:
    """Give a browser at the store server, with a manager signed in."""
    browser = at(cast.store).speak("en")
    browser.sign_in("200")
    return browser


def code_of(manager: Till, register: UUID) -> str:
    """Let the manager make a code; return it as the page shows it."""
    page = manager.post("/tills/code", {"register": str(register)})
    [code] = re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", page.html)
    return str(code)


def enroll(browser: Till, code: str) -> Answer:
    """Type a code as somebody at the new till does."""
    browser.get("/enroll-till")
    return browser.post("/enroll-till", {"code": code})


@pytest.fixture
def kassa(cast: Network, at: type[Till], manager: Till, register: UUID) -> Till:
    """Give a browser that is the register now."""
    browser = at(cast.store)
    assert enroll(browser, code_of(manager, register)).location == "/sign-in"
    return browser


def test_a_browser_becomes_the_register_and_writes_as_it(
    cast: Network, kassa: Till, register: UUID
) -> None:
    assert KASSA in kassa.get("/sign-in").text
    kassa.sign_in()

    kassa.create_at(name="Anna Svensson")

    assert KASSA in kassa.get("/").text
    cast.settle()
    minted = Operation.objects.using("default").get(kind="customer.create", origin=cast.store.id)
    assert (minted.origin, minted.register) == (cast.store.id, register)


def test_the_cookie_is_signed_and_closed_to_scripts_and_other_sites(
    cast: Network, at: type[Till], manager: Till, register: UUID
) -> None:
    answer = enroll(at(cast.store), code_of(manager, register))

    cookie = answer.cookies[settings.TILL_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert str(register) not in cookie.value
    forged = at(cast.store)
    forged.client.cookies[settings.TILL_COOKIE_NAME] = cookie.value[:-1] + "!"
    assert forged.get("/sign-in").status == 403
    elsewhere = at(cast.tills[0])
    elsewhere.client.cookies[settings.TILL_COOKIE_NAME] = cookie.value
    assert KASSA not in elsewhere.get("/sign-in").text


def test_wrong_used_replaced_and_expired_codes_are_refused_in_the_same_words(
    cast: Network,
    at: type[Till],
    manager: Till,
    register: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used, old = code_of(manager, register), code_of(manager, register)
    assert enroll(at(cast.store), used.lower().replace("-", " ")).status == 303
    late = clock.now() + timedelta(minutes=16)

    stranger = at(cast.store).speak("en")
    answers = [enroll(stranger, code) for code in (used, "AAAA-AAAA-AAAA", "", "<b>")]
    monkeypatch.setattr(clock, "now", lambda: late)
    answers.append(enroll(stranger, old))

    assert {answer.status for answer in answers} == {422}
    assert all(REFUSED in answer.text for answer in answers)
    assert settings.TILL_COOKIE_NAME not in stranger.client.cookies


def test_a_register_that_is_withdrawn_or_removed_says_so_and_takes_a_new_code(
    cast: Network, manager: Till, kassa: Till, register: UUID
) -> None:
    kassa.speak("en").sign_in()
    manager.post("/tills/withdraw", {"register": str(register)})

    answer = kassa.get("/")

    assert answer.status == 403
    assert NO_MORE in answer.text
    assert "Karin" not in answer.text
    assert kassa.post("/customers/new", {"name": "Anna"}).status == 403
    assert enroll(kassa, code_of(manager, register)).location == "/sign-in"
    assert kassa.sign_in().location == "/"


def test_another_browser_takes_the_place_of_the_former(
    cast: Network, at: type[Till], manager: Till, kassa: Till, register: UUID
) -> None:
    second = at(cast.store)
    enroll(second, code_of(manager, register))

    assert second.get("/sign-in").status == 200
    assert kassa.get("/sign-in").status == 403


def test_a_copied_cookie_ends_the_register_in_both_browsers(
    cast: Network, at: type[Till], kassa: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = at(cast.store)
    copy.client.cookies[settings.TILL_COOKIE_NAME] = kassa.client.cookies[
        settings.TILL_COOKIE_NAME
    ].value
    kassa.speak("en").sign_in()
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert copy.get("/sign-in").status == 403
    assert "used in two browsers" in kassa.get("/").text


def test_a_cookie_that_nobody_signed_in_with_for_long_expires(
    kassa: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till_cookie, "LIFETIME", timedelta(seconds=-1))

    assert "Nobody has signed in here for a long time." in kassa.speak("en").get("/").text


def test_only_a_manager_of_the_store_makes_codes_and_only_for_registers_without_a_device(
    cast: Network, at: type[Till], manager: Till, register: UUID
) -> None:
    cashier = at(cast.store)
    cashier.sign_in()

    for url in ("/tills/code", "/tills/withdraw"):
        assert cashier.post(url, {"register": str(register)}).status == 403
        for wrong in (str(cast.tills[0].identity.register), str(new_id()), "no id", ""):
            assert manager.post(url, {"register": wrong}).status == 404
    assert cashier.get("/tills").status == 403
    assert at(cast.tills[0]).get("/enroll-till").status == 404


def test_a_form_from_elsewhere_enrolls_no_browser(cast: Network, at: type[Till]) -> None:
    strict = at(cast.store, client=Client(enforce_csrf_checks=True))

    assert strict.post("/enroll-till", {"code": "AAAA-AAAA-AAAA"}).status == 403
