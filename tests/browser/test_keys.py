"""The keyboard alone, an input method, and no scripts at all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.chain import Chain
from tests.browser.screens import EMAIL, PHONE, Associate

pytestmark = pytest.mark.browser

#: Gives the first row a form of its own, such as the one that adds it to a sale.
WITH_A_FORM = """document.querySelector("#hits .hit").insertAdjacentHTML("beforeend", "<form></form>");
  addEventListener("submit", event => { event.preventDefault(); window.sent = event.target.matches(".hit form"); }, {once: true})"""

#: Goes to the phone as soon as the form is there, quicker than any hand.
MOVES_ON = """addEventListener("htmx:afterSwap", () => setTimeout(() =>
  document.querySelector("dialog[open] input[type=tel]").focus()), {once: true})"""

CLOSES_AND_MOVES_ON = """() => {
  document.querySelector("dialog[open] [data-close]").click();
  document.querySelector("#q").focus();
}"""


def searches(page: Page) -> list[str]:
    """Collect what is searched from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/customers/"):
            asked.append(str(dict(request.post_data_json or {}).get("q", "")))

    page.on("request", note)
    return asked


def test_keys_lead_to_search_results_and_a_customer(at: Callable[[str], Associate]) -> None:
    page = at("1-1").page
    page.keyboard.press("Tab")
    page.keyboard.press("F2")
    expect(page.locator("#q")).to_be_focused()
    asked = searches(page)

    page.keyboard.type("anna")
    page.wait_for_selector(".results[data-query=anna] #hits")
    assert asked == ["anna"]
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hits a").nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hits a").nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.evaluate(WITH_A_FORM)
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("window.sent")

    page.keyboard.press("Enter")
    page.wait_for_selector("#identity")
    page.keyboard.press("Escape")
    page.wait_for_selector(".results[data-query=anna] #hits")


def test_digits_press_the_tiles_of_the_grid(at: Callable[[str], Associate]) -> None:
    page = at("1-1").page
    page.focus("[data-digit-key='1']")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-digit-key='2']")).to_be_focused()

    digit = page.locator("[data-digit-key][data-key=F9]").get_attribute("data-digit-key")
    page.keyboard.press(digit or "")

    page.wait_for_url("**/sync")


def test_enter_never_saves_and_escape_asks_before_it_forgets(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    page = ada.page
    ada.open_new()
    expect(page.locator("#f-name")).to_be_focused()

    page.keyboard.type("Enter Aldrig", delay=40)  # a hand, not a scanner
    for field in (PHONE, EMAIL, "[data-primary]"):
        page.keyboard.press("Enter")
        expect(page.locator(field)).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.get_by_text("Leave without saving?")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#f-name")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".sale__name")).to_have_text("Enter Aldrig")


def test_the_keys_of_the_shell_answer_everywhere_and_help_lies_over_a_form(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    page = ada.page
    ada.to("/sync/changes")
    page.keyboard.press("F4")
    page.fill("#f-name", "Hjälp Behövs")

    page.keyboard.press("F1")
    helped = page.get_by_role("dialog", name="Shortcuts and help")
    expect(helped.locator("#help-title")).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    expect(helped).to_be_hidden()
    expect(page.locator("#f-name")).to_be_focused()
    expect(page.locator("#f-name")).to_have_value("Hjälp Behövs")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Leave", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.keyboard.press("F9")
    page.wait_for_url("**/sync")
    page.get_by_role("link", name="All changes", exact=True).focus()
    page.evaluate(
        "htmx.ajax('GET', '/sync', {source: '#sync', target: '#sync', select: '#sync', swap: 'outerHTML'})"
    )
    page.wait_for_timeout(400)
    expect(page.get_by_role("link", name="All changes", exact=True)).to_be_focused()


def test_a_form_that_opens_never_takes_the_focus_from_a_hand_that_moved_on(
    at: Callable[[str], Associate],
) -> None:
    page = at("1-1").page
    page.evaluate(MOVES_ON)

    page.keyboard.press("F4")
    page.wait_for_selector("dialog[open] form")
    page.wait_for_timeout(100)

    expect(page.locator(PHONE)).to_be_focused()


def test_a_form_that_closes_never_takes_the_focus_from_a_hand_that_moved_on(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    ada.open_new()

    ada.page.evaluate(CLOSES_AND_MOVES_ON)
    ada.page.wait_for_timeout(100)

    expect(ada.page.get_by_role("dialog")).to_be_hidden()
    expect(ada.page.locator("#q")).to_be_focused()


def test_escape_closes_an_untouched_form_and_returns_to_where_it_was_opened(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    ada.open_new()

    ada.page.keyboard.press("Escape")

    expect(ada.page.get_by_role("dialog")).to_be_hidden()
    expect(ada.page.locator("[data-digit-key='1']")).to_be_focused()


def test_nothing_is_searched_while_an_input_method_composes(
    at: Callable[[str], Associate],
) -> None:
    page = at("1-1").page
    asked = searches(page)
    box = page.locator("#q")

    for typed in ("w", "wa", "wang"):
        box.evaluate(
            """(box, typed) => {
              box.value = typed;
              box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
            }""",
            typed,
        )
    page.wait_for_timeout(200)
    assert asked == []
    box.evaluate(
        """box => {
          box.value = "王芳";
          box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
        }"""
    )
    page.wait_for_selector(".results[data-query='王芳']")

    assert asked == ["王芳"]


def test_the_back_button_returns_to_the_same_results_without_an_address_that_tells(
    at: Callable[[str], Associate],
) -> None:
    ada = at("1-1")
    ada.search("anna")
    ada.page.locator("#hits a").first.click()
    ada.page.wait_for_selector("#identity")

    ada.page.go_back()

    ada.page.wait_for_selector(".results[data-query=anna] #hits")
    assert ada.page.url == f"{ada.url}/customers/"
    ada.page.go_back()
    ada.page.wait_for_selector(".tiles")


def test_without_scripts_the_main_path_works(chromium: Browser, chain: Chain) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    ada = Associate(page, chain.register("1-1"))
    ada.choose_language("en")
    ada.sign_in()

    page.fill("#q", "Utan Skript")
    page.press("#q", "Enter")
    page.get_by_role("link", name="Create customer “Utan Skript”").click()
    expect(page.locator("#f-name")).to_have_value("Utan Skript")
    page.locator("#more > summary").click()
    page.locator("#section-addresses > summary").click()
    page.select_option("#f-address-0-country", "CN")
    page.get_by_role("button", name="Show the fields of this country").click()
    expect(page.locator("#f-address-0-district")).to_be_visible()
    expect(page.locator("#f-name")).to_have_value("Utan Skript")
    page.fill("#f-address-0-city", "Shanghai")
    ada.save()

    expect(page.locator("#identity h1")).to_have_text("Utan Skript")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.fill("#f-name", "Utan Skript Alls")
    ada.save()
    expect(page.locator("#identity h1")).to_have_text("Utan Skript Alls")
    context.close()
