"""G1 to G4: the shortest ways to a customer on the sale, counted in taps, keys and milliseconds."""

import time

import pytest
from playwright.sync_api import Page

from tests.browser.goals.conftest import Hands
from tests.browser.goals.measured import Goals
from tests.browser.screens import FREE_PHONES

pytestmark = [pytest.mark.browser, pytest.mark.ux]
_HAND_MS = 40
_SCANNER_MS = 8
_DIALOG = "dialog[open] #f-name"
_ON_SALE = ".sale__name"


def _begin(hands: Hands) -> Page:
    """Open the sale without anybody on it, and count from here."""
    hands.associate.to("/sale/")
    page = hands.associate.page
    if page.locator(_ON_SALE).count():
        page.click(".sale__customer form[action$=clear] button")
        page.wait_for_selector("#sale-q")
    hands.begin()
    return page


def _nobody(page: Page) -> None:
    page.wait_for_selector(".results .empty")


def test_create_and_attach_by_touch(counted: Hands, goals: Goals) -> None:
    page = _begin(counted)
    page.click("#q")
    page.keyboard.type(next(FREE_PHONES), delay=_HAND_MS)
    _nobody(page)
    page.click("footer.appbar .button--primary")
    page.wait_for_selector(f"{_DIALOG}:focus")
    page.keyboard.type("Anna Fingertopp", delay=_HAND_MS)
    page.click("dialog [data-primary]")
    page.wait_for_selector(_ON_SALE)

    goals.note("G1", "taps to create and attach", counted.count("taps"), at_most=3)


def test_create_and_attach_by_keys(counted: Hands, goals: Goals) -> None:
    page = _begin(counted)
    page.keyboard.press("F2")
    page.keyboard.type(next(FREE_PHONES), delay=_HAND_MS)
    _nobody(page)
    page.keyboard.press("F4")
    page.wait_for_selector(f"{_DIALOG}:focus")
    page.keyboard.type("Berit Tangent", delay=_HAND_MS)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(_ON_SALE)

    goals.note("G2", "taps beside the keys", counted.count("taps"), at_most=0)
    goals.note("G2", "control keys to create and attach", counted.count("keys"), at_most=3)


def test_find_and_attach_by_touch(counted: Hands, goals: Goals) -> None:
    phone = next(FREE_PHONES)
    counted.associate.create(name="Cilla Sistasiffror", phone=phone)
    page = _begin(counted)
    page.click("#q")
    page.keyboard.type(phone.replace(" ", "")[-4:], delay=_HAND_MS)
    page.wait_for_selector("#hits .to-sale button")
    page.click("#hits .to-sale button")
    page.wait_for_selector(_ON_SALE)

    goals.note("G3", "taps to find by four digits and attach", counted.count("taps"), at_most=2)


def test_find_and_attach_by_scanner(counted: Hands, goals: Goals) -> None:
    phone = next(FREE_PHONES)
    counted.associate.create(name="Dagny Streckkod", phone=phone)
    page = _begin(counted)
    page.keyboard.type(phone.replace("-", "").replace(" ", ""), delay=_SCANNER_MS)
    page.keyboard.press("Enter")
    began = time.monotonic()
    page.wait_for_selector(_ON_SALE)
    took_ms = round((time.monotonic() - began) * 1000)

    goals.note("G4", "taps beside the scan", counted.count("taps"), at_most=0)
    goals.note("G4", "last character to the card", took_ms, at_most=300, unit="ms")
