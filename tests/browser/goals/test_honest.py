"""G20 and G21: what stands on the screen is so, and consent is taken back as easily as given."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.chain import Chain
from tests.browser.goals.conftest import Hands
from tests.browser.goals.measured import Goals
from tests.browser.screens import FREE_PHONES, Associate

pytestmark = [pytest.mark.browser, pytest.mark.ux]
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PENDING = "#identity :text('Pending sync')"
#: How an answer has to have come about for anybody to rely on it.
_PROOF = ("wording", "source", "kind", "by", "at")


def _seconds_until(page: Page, selector: str, *, state: str = "attached") -> float:
    began = time.monotonic()
    page.wait_for_selector(selector, state=state, timeout=30_000)  # type: ignore[arg-type]
    return round(time.monotonic() - began, 1)


def test_the_words_on_the_screen_are_true(
    chain: Chain, at: Callable[[str], Associate], goals: Goals
) -> None:
    ada = at("1-1")
    page = ada.page
    page.wait_for_selector("#net[data-state=online]")

    chain.kill("headquarters")
    offline = _seconds_until(page, "#net[data-state=offline]")
    customer = ada.create(name="Sann Status", phone=next(FREE_PHONES))
    page.wait_for_selector(_PENDING)
    ids = []
    for path in (customer, "/customers/recent", "/sync", "/sync/changes"):
        ada.to(path)
        ids += [f"{path}: {found}" for found in _ID.findall(page.inner_text("body"))]
    ada.to(customer)
    chain.serve("headquarters")
    page.wait_for_selector("#net[data-state=online]", timeout=30_000)
    synced = _seconds_until(page, _PENDING, state="detached")

    goals.note("G20", "headquarters gone to the word Offline", offline, at_most=2, unit="s")
    goals.note("G20", "Online again to the customer's number", synced, at_most=2, unit="s")
    goals.none("G20", "internal ids on the screens of a pending customer", ids)


def _answer(hands: Hands, customer: str, answer: str) -> int:
    page = hands.associate.page
    hands.associate.to(customer)
    hands.begin()
    page.click("a[href$='section=contacts']")
    page.click(f"label:has([name=contact-0-marketing][value={answer}])")
    page.click("[data-primary]")
    page.wait_for_url("**?saved=edit")
    return hands.count("taps")


def _ledger(chain: Chain, customer: str) -> list[dict[str, Any]]:
    """Return what a customer answered, once both answers have arrived at headquarters."""
    path = f"/api/v1/customers/{customer}/consents/ledger"
    end = time.monotonic() + 20
    while len(lines := chain.ask("headquarters", path)["items"]) < 2:
        assert time.monotonic() < end
        time.sleep(0.2)
    return list(lines)


def test_consent_is_withdrawn_in_as_many_taps_as_it_is_given(
    chain: Chain, counted: Hands, goals: Goals
) -> None:
    customer = counted.associate.create(name="Samtycke Mätt", phone=next(FREE_PHONES))
    asked = counted.associate.page.get_by_text("Marketing: Not asked").count()

    given = _answer(counted, customer, "yes")
    withdrawn = _answer(counted, customer, "no")

    id = customer.rpartition("/")[2]
    lines = _ledger(chain, id)
    bare = [f"{line['answer']}: {name}" for line in lines for name in _PROOF if not line.get(name)]
    more = f"taps more to withdraw consent than the {given} to give it"
    goals.note("G21", more, withdrawn - given, at_most=0)
    goals.none("G21", "answers without wording, channel, staff or time", bare)
    assert (asked, [line["answer"] for line in lines]) == (1, ["no", "yes"])
