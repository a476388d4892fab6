"""Impatience and many tabs: one form is one customer, and one browser serves several tills."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chain import Chain
from tests.browser.screens import SAVE, Associate

pytestmark = pytest.mark.browser


def count(chain: Chain, words: str) -> int:
    """Count the customers of the first register that answer a search."""
    return len(chain.ask("1-1", f"/api/v1/customers?scope=node&search={words}")["items"])


@pytest.mark.pain("Retries and double clicks create copies")
def test_a_double_click_makes_one_customer(chain: Chain, at: Callable[[str], Associate]) -> None:
    ada = at("1-1")
    ada.open_new()
    ada.page.fill("#f-name", "Dubbelklick")

    ada.page.locator(SAVE).dblclick()
    expect(ada.page.locator("#identity h1")).to_have_text("Dubbelklick")

    assert count(chain, "Dubbelklick") == 1


def test_going_back_and_saving_again_makes_no_second_customer(
    chain: Chain, context: BrowserContext, at: Callable[[str], Associate]
) -> None:
    ada = at("1-1")
    ada.to("/customers/new")
    form = ada.page.content()
    ada.page.fill("#f-name", "Tillbakaknapp")
    sent = ada.page.locator("input[name=id]").input_value()
    ada.save()
    ada.page.go_back()
    ada.page.wait_for_selector("#f-name")

    # The browser shows a fresh form; the old one, kept in another tab, leads to the customer.
    assert ada.page.locator("input[name=id]").input_value() != sent
    ada.page.evaluate("id => document.querySelector('input[name=id]').value = id", sent)
    ada.page.fill("#f-name", "Tillbakaknapp Igen")
    ada.save()

    expect(ada.page.locator("#identity h1")).to_have_text("Tillbakaknapp")
    expect(ada.page.locator("#notices")).to_contain_text("This form was saved before.")
    assert sent in form
    assert count(chain, "Tillbakaknapp") == 1


def test_two_tabs_hold_two_forms(chain: Chain, at: Callable[[str], Associate]) -> None:
    one = at("1-1")
    two = Associate(one.page.context.new_page(), one.register)
    for tab in (one, two):
        tab.to("/customers/new")
    one.page.fill("#f-name", "Flik Ett")
    two.page.fill("#f-name", "Flik Två")

    two.save()
    one.save()

    expect(one.page.locator("#identity h1")).to_have_text("Flik Ett")
    assert count(chain, "Flik") == 2


def test_two_tills_in_one_browser_do_not_sign_each_other_out(
    at: Callable[[str], Associate],
) -> None:
    here, there = at("1-1"), at("2-1")

    for associate in (here, there, here):
        associate.to("/")
        expect(associate.page.get_by_role("link", name="Add customer")).to_be_visible()
    here.page.locator(".top__lock button").click()
    expect(here.page.get_by_role("heading", name="This register is locked")).to_be_visible()

    there.to("/sync")
    expect(there.page.locator("#sync")).to_be_visible()


def test_a_session_that_ended_loses_nothing_that_was_typed(at: Callable[[str], Associate]) -> None:
    ada = at("1-1")
    ada.open_new()
    # The lock would lead away from here, too: the save is to find it first.
    ada.page.route("**/connection", lambda route: route.fulfill(status=204))
    ada.page.fill("#f-name", "Utloggad Under Tiden")
    other = ada.page.context.new_page()
    other.goto(f"{ada.url}/")
    other.locator(".top__lock button").click()
    other.wait_for_selector("#pin")

    ada.page.click(SAVE)
    ada.page.wait_for_selector("#pin")
    ada.sign_in()

    expect(ada.page.locator("#f-name")).to_have_value("Utloggad Under Tiden")
    ada.save()
    expect(ada.page.locator("#identity h1")).to_have_text("Utloggad Under Tiden")


def test_a_lock_keeps_a_line_and_a_manager_approves_where_it_is_asked(
    context: BrowserContext, chain: Chain
) -> None:
    karin = Associate(context.new_page(), chain.register("1-2"))
    page = karin.page
    karin.choose_language("en")
    karin.sign_in("cashier")
    karin.to("/sale/")
    page.fill("#item-new", "Wool coat")
    page.fill("#price-new", "1499")
    page.click(".line-fields [type=submit]")
    page.wait_for_selector(".lines")

    with page.expect_response("**/sale/lines/draft"):
        page.fill("#item-new", "Merino scarf")
    other = context.new_page()
    other.goto(f"{karin.url}/")
    other.click(".top__lock button")
    page.wait_for_selector("#pin")  # the page notices by itself
    karin.to("/sale/")
    page.fill("#pin", "1357")
    page.press("#pin", "Enter")
    expect(page.locator("#item-new")).to_have_value("Merino scarf")

    page.click("form[action$=void] button")
    page.click("[data-primary]")
    page.fill("#approver-pin", "1357")
    page.click("[data-primary]")
    expect(page.locator("#approver-error")).to_be_visible()
    page.fill("#approver-pin", "2468")
    page.click("[data-primary]")
    expect(page.get_by_text("Nothing on the sale yet")).to_be_visible()
    expect(page.locator(".associate__name")).to_have_text("Karin Lund")


def test_what_is_pressed_while_the_form_is_asked_anew_gets_its_turn(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    ada.to("/customers/new")
    page = ada.page
    page.fill("#f-name", "Snabba Fingrar")
    page.click("#more > summary")
    page.click("#section-addresses > summary")

    page.fill("#f-address-0-street", "Storgatan 1")
    page.fill("#f-address-0-postal_code", "114 55")
    page.fill("#f-address-0-city", "Stockholm")
    page.click("button[value=address]")
    page.click(SAVE)

    page.wait_for_selector("#identity")
    expect(page.locator("main")).to_contain_text("114 55 Stockholm")
