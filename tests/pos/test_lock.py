"""A register that nobody works at locks by itself; whoever comes back finds everything."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest

from tests.cast import PIN, Network
from tests.pos.conftest import DATABASES, Till, hire
from tests.pos.modes import functionality
from tests.pos.test_sale import COAT, sell
from tests.pos.test_sign_in import BADGE, badge
from tillbook.foundation import clock
from tillbook.pos import drafts

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]
POLL = {
    "HX-Request": "true",
    "HX-Target": "net",
    "HX-Current-URL": "http://testserver/sale/?line=1",
}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> "Later":
    """Give a clock to turn on."""
    return Later(monkeypatch)


class Later:
    """Lets time pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._is = clock.now()

    def by(self, **time: float) -> None:
        """Turn the clock on."""
        self._is += timedelta(**time)
        now = self._is
        self._monkeypatch.setattr(clock, "now", lambda: now)


def test_after_three_minutes_a_register_locks_and_keeps_sale_draft_and_page(
    cast: Network, till: Till, later: Later
) -> None:
    sell(till, **COAT)
    till.post("/customers/new", till.new_form(name="Eva") | {"show": "draft"})
    later.by(minutes=2)
    assert till.get("/connection", **POLL).status == 200
    assert till.get("/connection", **POLL, **{"X-Used": "1"}).status == 200  # somebody reads
    later.by(minutes=2.9)
    assert till.get("/connection", **POLL).status == 200

    later.by(minutes=0.2)
    locked = till.get("/connection", **POLL)

    assert (locked.location, locked.headers["X-Locked"]) == ("/sign-in", "1")
    assert "Ada was working here. Everything is as it was left." in till.get("/sign-in").text
    assert till.get("/sale/").location == "/sign-in?next=/sale/"
    assert till.sign_in().location == "/sale/?line=1"
    assert "Wool coat" in till.get("/sale/").text
    assert till.get("/customers/new").page.fields["name"] == "Eva"


def test_what_is_sent_to_a_register_that_is_due_changes_nothing_and_work_keeps_it_open(
    cast: Network, till: Till, later: Later
) -> None:
    for _ in range(3):
        later.by(minutes=2.5)
        assert till.get("/").status == 200
    later.by(minutes=3.1)

    late = till.post("/sale/lines", COAT, Referer="http://testserver/sale/")
    typed = till.post("/customers/new", {"name": "Eva"})

    assert late.location == "/sign-in"
    assert typed.location == "/sign-in?next=/customers/new"
    assert till.sign_in().location == "/sale/"
    sale = till.get("/sale/")
    assert "Nothing on the sale yet" in sale.text
    assert sale.page.value("item") == COAT["item"]
    assert till.get("/customers/new").page.fields["name"] == "Eva"


def test_a_lock_outlives_a_draft_that_is_kept_at_the_same_moment(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = till.new_form(name="Eva") | {"show": "draft"}
    keep = drafts.keep

    def slowly(request: HttpRequest, **how: Any) -> None:
        monkeypatch.undo()
        till.post("/lock", {"next": "/customers/new"})
        keep(request, **how)

    monkeypatch.setattr(drafts, "keep", slowly)
    till.post("/customers/new", form)

    assert till.get("/").location == "/sign-in?next=/"
    assert till.sign_in().location == "/customers/new"
    assert till.get("/customers/new").page.fields["name"] == "Eva"


def test_a_profile_says_when_registers_lock_and_never_is_possible(
    cast: Network, till: Till, later: Later
) -> None:
    functionality(cast, lock_after_minutes=0)
    later.by(hours=5)
    assert till.get("/").status == 200

    functionality(cast, lock_after_minutes=30)
    later.by(minutes=31)

    assert till.get("/").location == "/sign-in?next=/"


def test_where_the_profile_says_so_a_badge_asks_for_the_pin_too(cast: Network, till: Till) -> None:
    functionality(cast, badge_needs_pin=True)
    hire(cast, badges=[badge(cast)])
    sell(till, **COAT)
    asked = till.post("/sale/void", till.post("/sale/void", {}).page.fields).page.fields
    alone = till.post("/sale/void", asked | {"approver-badge": BADGE})
    assert "That PIN does not match." in alone.text
    assert till.post("/sale/void", asked | {"approver-badge": BADGE, "approver-pin": PIN}).location
    till.post("/sign-out", {})

    scanned = till.speak("en").scan_badge(BADGE)

    assert "Bo: enter your PIN as well." in scanned.text
    assert till.get("/").location.startswith("/sign-in")
    assert till.post("/sign-in", scanned.page.fields | {"pin": PIN}).location == "/"
    assert "Bo" in till.get("/").text
