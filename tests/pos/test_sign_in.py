"""P1: who works here, and how the door behaves."""

import statistics
import threading
import time

import pytest
from django.db import connections

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, cut, hire
from tillbook import configuration
from tillbook.foundation.ids import new_id
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.staff.errors import SignInRefused
from tillbook.staff.models import Associate
from tillbook.staff.operations.sign_in import MAX_BADGES, hash_pin, sign_in
from tillbook.staff.rules.badges import hash_badge

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_the_page_offers_the_associates_of_this_store(cast: Network, at: type[Till]) -> None:
    hire(cast, number="300", name="Elsewhere", store=None)

    page = at(cast.tills[0]).get("/sign-in")

    assert "Ada" in page.text
    assert "Elsewhere" not in page.text


def test_the_right_pin_opens_the_welcome_screen(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")

    assert till.sign_in().location == "/"

    assert "Add customer" in till.get("/").text


def test_a_wrong_pin_says_how_many_tries_are_left(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")

    first, second = till.sign_in(pin="0000"), till.sign_in(pin="0001")

    assert first.status == second.status == 422
    assert "That PIN does not match. 4 tries left." in first.text
    assert "3 tries left." in second.text
    assert till.get("/").location.startswith("/sign-in")


def test_five_wrong_pins_lock_and_a_restart_does_not_unlock(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")
    answers = [till.sign_in(pin="0000").text for _ in range(5)]

    assert "Too many tries. Scan a badge, ask a manager, or try again in 30 min." in answers[-1]
    restarted = ThisNode(
        identity=till.node.identity,
        keys=till.node.keys,
        folder=till.node.folder,
        database=till.node.database,
    )
    assert "Too many tries" in at(restarted).speak("en").sign_in().text


def test_signing_in_gives_all_tries_back(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")
    till.sign_in(pin="0000")
    till.sign_in()
    till.post("/sign-out", {})
    till.speak("en")

    assert "4 tries left" in till.sign_in(pin="0000").text


def test_an_unknown_number_is_answered_like_a_wrong_pin_and_as_slowly(
    cast: Network, at: type[Till]
) -> None:
    till = at(cast.tills[0]).speak("en")

    def seconds(number: str) -> float:
        started = time.perf_counter()
        assert "tries left" in till.sign_in(number=number, pin="0000").text
        return time.perf_counter() - started

    known = statistics.median(seconds("100") for _ in range(3))
    unknown = statistics.median(seconds("999") for _ in range(3))

    assert 0.5 < unknown / known < 2


def test_what_is_missing_is_asked_for(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")

    for sent, words in (
        ({}, "Choose who you are."),
        ({"pin": "1234"}, "Choose who you are."),
        ({"associate": "100"}, "Enter your PIN."),
    ):
        page = till.post("/sign-in", sent)
        assert page.status == 422
        assert words in page.text


def test_the_way_back_leads_only_to_this_register(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")

    assert till.get("/sync").location == "/sign-in?next=/sync"
    assert till.sign_in(next="https://elsewhere.example/").location == "/"
    assert till.sign_in(next="/sync").location == "/sync"


def test_who_was_dismissed_is_out_at_once(cast: Network, till: Till) -> None:
    hire(cast, number="400", name="Cy", role="cashier")
    till.post("/sign-out", {})
    till.sign_in(number="400")
    assert till.get("/").status == 200

    dismissed = Associate.objects.using("till_1").get(number="400")
    dismissed.is_active = False
    dismissed.save(using="till_1")

    assert till.get("/").location == "/sign-in?next=/"


def test_signing_out_forgets_what_was_searched(cast: Network, till: Till) -> None:
    till.search("Svensson")

    till.post("/sign-out", {})
    till.sign_in()

    assert "Svensson" not in till.get("/customers/").html


def test_a_changed_pin_ends_the_sessions_begun_with_the_old_one(
    cast: Network, at: type[Till]
) -> None:
    till = at(cast.tills[0])
    till.sign_in()
    assert till.get("/").status == 200

    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(), "associate", id=cast.cashier, document={"pin": hash_pin("9")}
        )
    cast.settle()

    assert till.get("/").location.startswith("/sign-in")


def test_many_tries_at_once_are_no_more_than_one_after_another(cast: Network) -> None:
    node = cast.tills[0]
    outcomes: list[str] = []

    def guess() -> None:
        with acting_as(node):
            try:
                sign_in("100", "0000", store=cast.store_id)
            except SignInRefused as refused:
                outcomes.append(refused.code)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["pin.locked"] * 8 + ["pin.wrong"] * 4


def test_the_door_says_what_may_be_out_of_date(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0]).speak("en")
    assert "staff and PINs as of" not in till.get("/sign-in").text

    till.node.parent.failed()
    till.node.parent.clock_offset_ms = 600_000

    page = till.get("/sign-in").text
    assert "Offline: staff and PINs as of" in page
    assert "The clock of this register is off by 600 s." in page
    Associate.objects.using("till_1").update(is_active=False)
    assert "No staff has reached this register yet." in till.get("/sign-in").text


BADGE = "tb-00417283"


def badge(cast: Network, code: str = BADGE) -> dict[str, str]:
    """Return a badge as it travels from headquarters."""
    kept = hash_badge(
        code.replace("-", "").upper(), headquarters=cast.headquarters.identity.headquarters
    )
    return {"id": str(new_id()), "name": "Blue card", "hash": kept}


def test_a_badge_opens_the_door_also_offline_and_while_the_pin_is_locked(
    cast: Network, at: type[Till]
) -> None:
    hire(cast, number="300", name="Bea", badges=[badge(cast, "9"), badge(cast)])
    cut(cast)
    till = at(cast.tills[0]).speak("en")
    locked = [till.sign_in("300", "0000") for _ in range(5)][-1]
    assert "Scan a badge" in locked.text

    answer = till.scan_badge(BADGE, next="/sync")

    assert answer.location == "/sync"
    assert "Bea" in till.get("/").text


def test_badges_that_open_nothing_are_answered_alike_and_counted(
    cast: Network, at: type[Till]
) -> None:
    hire(cast, number="300", name="Out", is_active=False, badges=[badge(cast, "OUT1")])
    hire(cast, number="301", name="Away", store=None, badges=[badge(cast, "AWAY1")])
    till = at(cast.tills[0]).speak("en")

    answers = [till.scan_badge(code) for code in ("OUT1", "AWAY1", "x", "9" * 200, "<b>")]

    assert {answer.status for answer in answers} == {422}
    assert all("This badge opens nothing here." in answer.text for answer in answers)
    assert all("AWAY1" not in answer.html for answer in answers)
    answers += [till.scan_badge("AWAY1") for _ in range(MAX_BADGES - len(answers))]
    assert "Too many badges" in answers[-1].text
    assert till.sign_in().location == "/"


def test_a_withdrawn_badge_opens_nothing(cast: Network, at: type[Till]) -> None:
    hire(cast, number="300", name="Bea", badges=[badge(cast)])
    till = at(cast.tills[0])
    assert till.scan_badge(BADGE).location == "/"
    bea = Associate.objects.using("default").get(number="300")

    with acting_as(cast.headquarters):
        configuration.put(
            cast.headquarters.actor(), "associate", id=bea.id, document={"badges": []}
        )
    cast.settle()

    assert till.get("/").location.startswith("/sign-in")
    assert till.scan_badge(BADGE).status == 422


def test_a_locked_register_shows_nothing_and_opens_on_the_same_page_for_the_same_person(
    cast: Network, till: Till
) -> None:
    till.speak("sv").search("Svensson")
    till.post("/lock", {"next": "/customers/"})

    closed = till.get("/customers/")
    assert closed.location.startswith("/sign-in")
    page = till.get("/sign-in")
    assert "Ada" in page.text
    assert "Svensson" not in page.html
    assert till.post("/customers/new", {"name": "Anna"}).location.startswith("/sign-in")
    assert till.sign_in(pin="0000").status == 422
    assert till.get("/").location.startswith("/sign-in")
    opened = till.sign_in()

    assert opened.location == "/customers/"
    assert "Svensson" in till.get("/customers/").html
    assert 'lang="sv"' in till.get("/").html


def test_another_person_may_take_over_a_locked_register_and_finds_nothing_of_the_first(
    cast: Network, till: Till
) -> None:
    hire(cast)
    till.search("Svensson")
    till.post("/lock", {"next": "https://elsewhere.example/"})

    assert till.sign_in("200").location == "/"

    assert "Bo" in till.get("/").text
    assert "Svensson" not in till.get("/customers/").html
