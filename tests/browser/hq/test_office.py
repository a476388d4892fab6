"""What an administrator does at headquarters, with a mouse, a keyboard and no foreign code."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chain import Chain
from tests.browser.conftest import complaints

pytestmark = pytest.mark.browser


def _make(page: Page, name: str, *, store: str = "1") -> str:
    """Make a customer; return its number as the page shows it."""
    page.goto("/hq/customers/new/")
    page.select_option("#f-store", store)
    page.fill("#f-name", name)
    page.click("[data-primary]")
    expect(page.get_by_role("status").first).to_contain_text("Customer saved. Number")
    return page.locator(".title .tabular").inner_text()


def test_what_is_typed_while_another_store_is_asked_for_stays(desk: Page) -> None:
    desk.goto("/hq/customers/new/")
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    desk.route("**/hq/customers/new/", hold)
    desk.select_option("#f-store", "2")
    desk.fill("#f-name", "Beatrix Kaplan")
    with desk.expect_response("**/hq/customers/new/"):
        asked.pop().continue_()

    expect(desk.locator("#store-facts")).to_contain_text("CN")
    expect(desk.locator("#f-name")).to_have_value("Beatrix Kaplan")


def test_an_administrator_finds_and_edits_a_customer(desk: Page) -> None:
    heard = complaints(desk)
    _make(desk, "Beatrix Kaplan")

    desk.goto("/hq/customers/")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("kaplan beat")
    desk.click("text=Beatrix Kaplan")
    desk.get_by_label("Mobile phone", exact=True).fill("070-174 06 55")
    desk.click("text=Add email")
    expect(desk.get_by_label("Email", exact=True)).to_have_count(2)
    desk.get_by_label("Email", exact=True).first.fill("beatrix@example.com")
    desk.keyboard.press("Control+Enter")

    expect(desk.get_by_text("Changes saved.")).to_be_visible()
    expect(desk.locator(".timeline__event").first).to_contain_text("changed phone and email")
    assert heard == []


def test_changing_the_country_changes_the_fields_and_keeps_the_text(desk: Page) -> None:
    desk.goto("/hq/customers/new/")
    desk.fill("#f-name", "王小明")
    desk.click("#more > summary")
    desk.click("#section-addresses > summary")
    desk.fill("#f-address-0-street", "南京西路 1266 号")

    desk.select_option("#f-address-0-country", "CN")

    expect(desk.locator("select#f-address-0-state")).to_be_visible()
    assert desk.input_value("#f-name") == "王小明"
    assert desk.input_value("#f-address-0-street") == "南京西路 1266 号"


def test_a_chosen_default_customer_shows_what_it_hands_down_before_saving(desk: Page) -> None:
    heard = complaints(desk)
    number = _make(desk, "Walk-in Kungsgatan")
    desk.click("#section-receipts > summary")
    desk.select_option("#f-receipt_option", "both")
    desk.click("[data-primary]")

    desk.goto("/hq/stores/1/")
    before = desk.locator("#inherits .facts").inner_text()
    desk.fill("#f-default_customer", "")
    desk.locator("#f-default_customer").press_sequentially("kungsg walk")
    desk.click(".suggestions button:has-text('Walk-in Kungsgatan')")

    expect(desk.locator("#inherits")).to_contain_text("Preview, not saved")
    expect(desk.locator("#inherits")).to_contain_text("Printed receipt and email")
    assert "Printed receipt and email" not in before
    assert re.sub(r"\s", "", desk.input_value("#f-default_customer")) == re.sub(r"\s", "", number)
    desk.click("[data-primary]")
    expect(desk.get_by_text("Store saved.")).to_be_visible()
    expect(desk.locator("#inherits")).not_to_contain_text("Preview, not saved")
    assert [said for said in heard if not said.startswith("htmx:")] == []  # what it gave up asking


def test_nodes_report_and_a_new_code_comes_with_its_command(desk: Page, chain: Chain) -> None:
    heard = complaints(desk)
    table = desk.locator(".nodes")
    expect(table.locator(".state--ok").nth(5)).to_be_visible()  # another test may add a seventh

    expect(table.get_by_role("button", name=re.compile("New code for .* 1-2"))).to_have_count(0)
    table.get_by_role("link", name="1-2").click()
    desk.get_by_role("button", name=re.compile("New code for .* 1-2")).click()

    code = desk.locator(".once__code").inner_text()
    command = re.sub(r"\s+", " ", desk.locator(".once__command").inner_text())
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{1,4})+", code)
    url = chain.said["headquarters"]["url"]
    assert command == f"tillbook enroll {code} --parent {url} --dir register-1-2"
    assert heard == []


def test_the_menu_is_a_drawer_on_a_phone(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    expect(desk.locator("#side")).to_be_hidden()

    desk.get_by_role("button", name="Menu").click()
    desk.click("#side >> text=All customers")

    expect(desk.locator("h1")).to_have_text("All customers")


def test_signing_out_closes_the_door(desk: Page) -> None:
    desk.click(".bar__user")
    desk.click("text=Sign out")

    desk.goto("/hq/customers/")

    assert "/hq/login/" in desk.url
