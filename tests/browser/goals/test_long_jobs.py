"""G19: a long job at headquarters says how far it is, to whoever comes back to it, too."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chain import Chain
from tests.browser.goals.measured import Goals
from tests.browser.hq.conftest import desk, office

__all__ = ["desk", "office"]
pytestmark = [pytest.mark.browser, pytest.mark.ux]
_JOB = "/hq/schedule/jobs/1010/"
_FULL = "form[action$='/full/'] button"


def test_a_full_data_sync_says_how_far_it_is(chain: Chain, desk: Page, goals: Goals) -> None:
    desk.goto(_JOB)
    desk.click(_FULL)
    began = time.monotonic()
    panel = desk.locator("section:has(> #progress-title)")
    expect(panel).to_be_visible()
    shown = round(time.monotonic() - began, 1)

    desk.goto("/hq/nodes/")
    desk.goto(_JOB)
    returned = [] if panel.count() else ["nothing is said of the job"]
    expect(panel).to_contain_text("Every node has everything.", timeout=60_000)

    goals.note("G19", "full data sync asked for to its progress", shown, at_most=2, unit="s")
    goals.none("G19", "what is not there when one comes back", returned)


def test_what_a_till_waits_for_is_cancelled_at_once(chain: Chain, desk: Page, goals: Goals) -> None:
    chain.kill("1-2")
    desk.goto(_JOB)
    desk.click(_FULL)
    desk.goto(f"{_waiting(desk)}cancel/")
    began = time.monotonic()
    desk.click("main form button[type=submit]")
    expect(desk.get_by_text("Canceled. Nodes pass this package over")).to_be_visible()
    took = round(time.monotonic() - began, 1)
    chain.serve("1-2")

    goals.note("G19", "a session cancelled to the word of it", took, at_most=5, unit="s")


def _waiting(desk: Page) -> str:
    """Return the address of a session that a till still waits for."""
    end = time.monotonic() + 20
    row = desk.locator("tr", has_text="Available").locator("a[href^='/hq/sessions/down/offline/']")
    while time.monotonic() < end:
        desk.goto("/hq/sessions/down/?group=offline")
        if row.count():
            return str(row.first.get_attribute("href"))
        time.sleep(0.5)
    raise AssertionError("no session waits for the till that is switched off")
