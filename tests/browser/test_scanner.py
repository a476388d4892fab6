"""A scanner that types wherever the cursor is, at its own speed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import EMAIL, PHONE, Associate
from tests.browser.test_keys import searches

pytestmark = pytest.mark.browser
#: Types as a scanner does, by the keys' own clock: a busy machine makes no scanner slow. Keys that nobody takes reach the
#: field; tells whether the last one was left.
TYPE = """([keys, gap]) => {
  let left;
  let now = performance.now();
  for (const key of keys) {
    const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    Object.defineProperty(event, "timeStamp", {value: now += gap});
    left = document.activeElement.dispatchEvent(event);
    if (left && key.length === 1 && document.activeElement.matches("input")) document.execCommand("insertText", false, key);
  }
  return left;
}"""


def scan(page: Page, code: str, *, end: str = "Enter", gap_ms: int = 9, prefix: str = "") -> bool:
    """Type a code fast; return whether anybody else got the key at its end."""
    keys = [*([prefix] if prefix else []), *code, end]
    return bool(page.evaluate(TYPE, [keys, gap_ms]))


def test_a_scan_finds_a_customer_wherever_the_cursor_is_and_leaves_no_trace(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    page = ada.page
    customer = ada.create(name="Skanna Mig", phone="070-174 06 41")
    asked = searches(page)

    for spot, end in (("#q", "Enter"), ("[data-digit-key='1']", "Tab")):
        ada.to("/")
        page.focus(spot)
        scan(page, "0701740641", end=end)
        page.wait_for_url(f"**{customer}")
    page.focus("#q")
    assert not scan(page, "4006381333931")
    expect(page.locator("#scanned")).to_contain_text("No customer has the code 4006381333931.")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")
    assert asked == []

    ada.to("/sale/")
    page.focus("#quantity-new")
    scan(page, "4006381333931")
    expect(page.locator("#item-new")).to_have_value("4006381333931")
    expect(page.locator("#price-new")).to_be_focused()
    expect(page.locator("#quantity-new")).to_have_value("1")

    ada.to("/customers/new")
    page.fill("#f-name", "Halvskriven")
    page.fill(PHONE, "070")
    page.focus(PHONE)
    assert not scan(page, "0701740641")
    expect(page.locator("#scanned").get_by_role("link", name="Skanna Mig")).to_be_visible()
    expect(page.locator(PHONE)).to_have_value("070")
    expect(page.locator(PHONE)).to_be_focused()

    # A hand is slower: its characters stay, and Enter leads on.
    page.fill(PHONE, "")
    scan(page, "0701740", gap_ms=45)
    expect(page.locator(PHONE)).to_have_value("0701740")
    expect(page.locator(EMAIL)).to_be_focused()


def test_a_scanner_with_a_prefix_is_tested_in_settings_and_may_be_slow(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-2")
    page = ada.page
    customer = ada.create(name="Skanna Långsamt", phone="070-174 06 43")
    ada.to("/settings")
    page.focus("#scan-try")
    scan(page, "0701740643", prefix="F13", gap_ms=45)
    expect(page.get_by_text("This is not told from typing.")).to_be_visible()
    page.get_by_text("F13", exact=True).click()
    page.get_by_text("Dark", exact=True).click()
    page.get_by_text("Off", exact=True).click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.focus("#scan-try")
    scan(page, "0701740643", prefix="F13", gap_ms=45)
    expect(page.get_by_text("The scanner works.")).to_be_visible()
    expect(page.locator("[data-said=keys]")).to_contain_text("F13 0 7 0 1")
    ada.to(customer)
    page.keyboard.press("F2")
    expect(page.locator("#q")).not_to_be_focused()
    scan(page, "4006381", prefix="F13", gap_ms=45)
    expect(page.locator("#scanned")).to_contain_text("4006381")

    ada.to("/settings")
    for usual in ("Nothing: tell it by its speed", "As the device", "On"):
        page.get_by_text(usual, exact=True).click()
    page.click("[data-primary]")
    expect(page.locator("html")).to_have_attribute("data-keys", "on")
