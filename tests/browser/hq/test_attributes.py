"""A new attribute reaches every till without touching a file or starting anything again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chain import Chain
from tests.browser.conftest import complaints
from tests.browser.screens import Associate

pytestmark = pytest.mark.browser
SAVED = "Saved. Every register follows within seconds."


def _add(page: Page, kind: str, **typed: str) -> None:
    page.goto(f"/hq/setup/attributes/{kind}/add/")
    for name, text in typed.items():
        control = page.locator(f'[name="{name}"]')
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(label=text)
        else:
            control.fill(text)


def _save(page: Page) -> None:
    page.click("[data-primary]")
    expect(page.get_by_text(SAVED).first).to_be_visible()


def _define(page: Page) -> None:
    """Make a type with a list, an attribute and a group, and name it in the parameters."""
    _add(page, "attributetype", code="style", name="Styles", data_type="Text")
    page.check("[name=is_fixed_list]")
    for name in ("Classic", "Sporty"):
        page.fill("[name=values-add]", name)
        page.press("[name=values-add]", "Enter")
    rows = page.locator(".ordered__row")
    rows.nth(1).locator("[name=values-sv]").fill("Sportig")
    rows.nth(1).get_by_role("button", name="Move up").press("Enter")
    expect(rows.nth(0).locator("[name=values-name]")).to_have_value("Sporty")
    _save(page)
    _add(page, "attribute", code="style", name="Style", type="Styles · Text")
    page.fill("[name=texts-friendly_name-en]", "Favourite style")
    page.fill("[name=texts-friendly_name-sv]", "Favoritstil")
    expect(page.locator(".preview[lang=sv]")).to_contain_text("Favoritstil")
    _save(page)
    _add(page, "attributegroup", code="card", name="Customer card")
    page.select_option("[name=lines-add]", label="Favourite style · style")
    page.locator(".ordered__add").get_by_role("button", name="Add").click()
    _save(page)
    page.goto("/hq/parameters/attributes/")
    page.select_option("[name=customer_attribute_group]", label="Customer card")
    _save(page)


def _open_with_attribute(till: Associate) -> None:
    """Open the New customer dialog until the attribute has arrived: seconds, nothing is restarted."""
    for _ in range(30):
        till.to("/")
        till.open_new()
        if till.page.locator("#section-attributes").count():
            return
        till.page.wait_for_timeout(500)
    pytest.fail("the attribute did not reach the till")


@pytest.mark.timeout(240)
@pytest.mark.rule("AR-051")
@pytest.mark.rule("AR-058")
def test_a_new_attribute_reaches_every_till_and_its_values_come_back(
    desk: Page, chain: Chain, at: Callable[[str], Associate]
) -> None:
    heard = complaints(desk)
    _define(desk)
    assert heard == []
    till, other = at("1-1"), at("2-1")
    _open_with_attribute(other)
    _open_with_attribute(till)

    chain.kill("headquarters")
    try:
        till.page.fill("#f-name", "Vera Stilsäker")
        till.page.click("#more > summary")
        till.page.click("#section-attributes > summary")
        till.page.locator("#section-attributes select").select_option(label="Sporty")
        till.save()
        expect(till.page.locator("main")).to_contain_text("Favourite style Sporty")
    finally:
        chain.serve("headquarters")

    desk.goto("/hq/customers/?q=vera+stils")
    for _ in range(60):
        if desk.locator(".customers tbody a").count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    desk.locator(".customers tbody a").first.click()
    expect(desk.locator("#section-attributes")).to_contain_text("Favourite style Sporty")
