"""A new store opens with its own default customer, from its first form to its first customer."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chain import Chain
from tests.browser.screens import Associate

pytestmark = pytest.mark.browser
PIN = "4711"


def _open(page: Page, *words: str) -> None:
    """Arrive at a page by the names of the menus, on the page of all pages."""
    page.goto("/hq/pages/")
    page.get_by_role("link", name=words[-1], exact=True).first.click()


def _fill(page: Page, **typed: str) -> None:
    for name, text in typed.items():
        control = page.locator(f"[name={name}]:not(button)")
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)


def _save(page: Page, said: str | re.Pattern[str]) -> None:
    page.click("[data-primary], [name=_save]")
    expect(page.get_by_text(said).first).to_be_visible()


SAVED = "Saved. Every register follows within seconds."


def _found_the_store(page: Page) -> None:
    """Make what the store stands on, and the store."""
    _open(page, "Operating units")
    page.get_by_role("link", name="New operating unit").first.click()
    _fill(page, number="3", name="København", street="Strøget", postal_code="1160")
    _fill(page, city="København K", country="Denmark")
    _save(page, SAVED)
    _open(page, "Customer groups")
    page.get_by_role("link", name="New customer group").first.click()
    _fill(page, code="retail-dk", name="Retail Denmark")
    _save(page, SAVED)
    _open(page, "All stores")
    page.get_by_role("link", name="New store").first.click()
    _fill(page, number="3", name="København", kind="Store", operating_unit="3 · København")
    _fill(page, currency="DKK", language="da", time_zone="Europe/Copenhagen")
    _save(page, "Store saved.")


def _make_the_default_customer(page: Page) -> str:
    """Make the customer whose values new ones inherit; return its number."""
    page.goto("/hq/customers/new/")
    page.select_option("[name=store]", "3")
    expect(page.locator("#store-facts")).to_contain_text("Danish")
    page.fill("[name=name]", "Standardkunde København")
    page.click("#more > summary")
    page.click("#section-group > summary")
    _fill(page, customer_group="Retail Denmark")
    page.check("text=Students")
    page.click("#section-receipts > summary")
    _fill(page, receipt_option="Printed receipt and email", currency="DKK")
    _save(page, re.compile("Customer saved. Number"))
    return page.locator(".title .tabular").inner_text()


def _give_it_to_the_store(page: Page, number: str) -> None:
    page.goto("/hq/stores/3/")
    expect(page.locator("#inherits")).to_contain_text("This store has no default customer")
    page.fill("#f-default_customer", number)
    _save(page, "Store saved.")
    for inherited in ("Retail Denmark", "Students", "Printed receipt and email", "Denmark"):
        expect(page.locator("#inherits")).to_contain_text(inherited)


def _equip_the_store(page: Page) -> str:
    """Make a register and somebody who works at it; return the enrolment code."""
    page.get_by_role("link", name="New register").click()
    _fill(page, number="3-1", name="Kasse 1")
    _save(page, SAVED)
    _open(page, "Workers")
    page.get_by_role("link", name="New worker").first.click()
    _fill(page, number="301", name="Mette Holm", role="Store manager", new_pin=PIN)
    page.locator("[name=store]").select_option(label="3 · København")
    _fill(page, language="English")
    _save(page, SAVED)
    page.goto("/hq/nodes/")
    page.get_by_role("button", name=re.compile("New code for Kasse 1")).click()
    return page.locator(".once__code code").inner_text()


def _sign_in(worker: Associate) -> None:
    """Sign in at a register that has just heard of its people."""
    worker.choose_language("en")
    worker.page.get_by_text("Mette Holm").click()
    worker.page.fill("#pin", PIN)
    worker.page.press("#pin", "Enter")
    worker.page.wait_for_selector(".tiles")


@pytest.mark.timeout(240)
@pytest.mark.rule("AR-011")
@pytest.mark.rule("AR-012")
@pytest.mark.rule("AR-019")
@pytest.mark.rule("AR-020")
@pytest.mark.rule("AR-027")
def test_a_new_store_opens_with_its_own_default_customer(
    desk: Page, chain: Chain, chromium: Browser
) -> None:
    _found_the_store(desk)
    desk.goto("/hq/check/")
    expect(desk.locator("main")).to_contain_text("København")
    number = _make_the_default_customer(desk)
    _give_it_to_the_store(desk, number)

    register = chain.enrol("3-1", code=_equip_the_store(desk), has="Mette Holm")

    till = chromium.new_page(viewport={"width": 1280, "height": 800})
    mette = Associate(till, register)
    _sign_in(mette)
    mette.open_new()
    inherited = till.locator("aside")
    for value in ("Retail Denmark", "Students", "Printed receipt and email", "Denmark"):
        expect(inherited).to_contain_text(value)
    till.fill("#f-name", "Søren Ægir")
    mette.save()
    expect(till.locator("#identity")).to_contain_text(re.compile(r"\d{3}\s\d{3}\s\d{3}"))
    till.close()

    made, *_ = chain.ask("headquarters", "/api/v1/customers?search=s%C3%B8ren+%C3%A6gir")["items"]
    assert made["customer"]["customer_group"] == "retail-dk"
    assert made["customer"]["affiliations"] == ["student"]
    assert made["customer"]["inherited"]["customer_group"] == "default_customer"
    assert made["customer"]["store"] == "3"
