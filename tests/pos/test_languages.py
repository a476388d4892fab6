"""Which language and which clock the till shows."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cast import Network
from tests.pos.conftest import DATABASES, Till, configure_store, hire

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_the_sign_in_page_speaks_the_stores_language(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0])

    assert "Vem arbetar?" in till.get("/sign-in", **{"Accept-Language": "en"}).text


def test_the_screens_speak_the_associates_language(cast: Network, at: type[Till]) -> None:
    hire(cast, language="zh-Hans")
    till = at(cast.tills[0])
    till.sign_in(number="200")

    page = till.get("/")

    assert '<html lang="zh-hans"' in page.html
    assert "添加客户" in page.text


def test_a_language_chosen_by_hand_wins_until_sign_out(cast: Network, till: Till) -> None:
    till.speak("sv")
    assert "Lägg till kund" in till.get("/").text

    till.post("/sign-out", {})
    till.sign_in()

    assert "Add customer" in till.get("/").text


def test_times_are_those_of_the_stores_zone(cast: Network, till: Till) -> None:
    configure_store(cast, time_zone="Asia/Shanghai")
    before = datetime.now(UTC)

    page = till.create(name="Anna")

    shown = {
        moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M")
        for moment in (before, datetime.now(UTC))
    }
    assert any(f"Saved on this register {time}" in page.text for time in shown)
